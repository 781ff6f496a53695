import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './link-modules.ts';

/** The release that the tests use, which is the one that is installed where there is none. */
export const DLV_VERSION = 'v1.27.2';

/** The path of a real dlv, which is installed once for all tests: that takes a minute or two. */
export function provideDlv(): string {
  const folder = join(REPOSITORY, 'node_modules/.cache/e2e-tools', `dlv-${DLV_VERSION}`);
  const path = join(folder, 'dlv');
  if (!existsSync(path)) {
    const env = { ...process.env, GOBIN: folder, GOFLAGS: '' };
    execFileSync('go', ['install', `github.com/go-delve/delve/cmd/dlv@${DLV_VERSION}`], {
      env,
      stdio: 'ignore',
    });
  }
  return path;
}
