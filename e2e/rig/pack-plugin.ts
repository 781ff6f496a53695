import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll } from '@jest/globals';
import { testEnvironment } from './environment.ts';
import { copyRepository } from './repository-copy.ts';
import type { Workspace } from './workspace.ts';

/** Builds the package, in a copy of the repository, as it is published; gives the tarball's absolute path. */
export function packPlugin(copy: Workspace): string {
  const env = testEnvironment({});
  execFileSync('npm', ['run', 'build'], { cwd: copy.root, env });
  execFileSync('npm', ['pack'], { cwd: copy.root, env, stdio: 'pipe' });
  const name = readdirSync(copy.root).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack has made no tarball');
  return copy.path(name);
}

/** Packs the plugin before the tests of a `describe`; gives where the tarball then is. */
export function packBeforeAll(): () => string {
  let copy: Workspace;
  let tarball: string;
  beforeAll(() => {
    copy = copyRepository('copy');
    tarball = packPlugin(copy);
  });
  afterAll(() => copy.delete());
  return () => tarball;
}
