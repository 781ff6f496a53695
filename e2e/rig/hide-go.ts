import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { after } from '../faults/namespaces.ts';

/** As an empty folder each place in which a go is looked for, in namespaces of its own; undefined where that is forbidden. */
export function hideGo(): ((command: readonly string[]) => readonly [string, ...string[]]) | undefined {
  const folders = ['/usr/local/go', '/usr/lib/go', '/opt/homebrew', '/snap'].filter((one) => existsSync(one));
  const line = ['true', ...folders.map((folder) => `mount -t tmpfs tmpfs '${folder}'`)].join(' && ');
  try {
    execFileSync('unshare', ['-Urm', 'sh', '-c', line], { stdio: 'ignore' });
    return after(line, '-Urm');
  } catch {
    return undefined;
  }
}

/** PATH without the folders that hold a go. */
export function pathWithoutGo(): string {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(`${folder}/go`))
    .join(delimiter);
}
