import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../e2e/rig/link-modules.ts';

/** Such as `go1.26.8`. */
export function goVersion(): string {
  return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
}

/** The version in a folder's package.json. */
export function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** This package's version, and the commit that it is built from, with a plus where files differ from it. */
export function ownVersion(): string {
  const version = versionIn(REPOSITORY);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', '../../src') !== '';
    return `${version} (${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''})`;
  } catch {
    return version;
  }
}
