import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');

/**
 * Makes `dist`, as it is published, from nothing: each module of `src` as JavaScript with its declarations and source
 * map, and everything that is read at run time as it is. Ends with tsc's exit code if it complains.
 */
function build(): void {
  rmSync(DIST, { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status === 0) cpSync(SOURCES, DIST, { recursive: true, filter: isPublished });
  else process.exitCode = status ?? 1;
}

/** Templates, schemas, CommonJS, what a browser gets: all that tsc does not write, less what only this repository needs. */
function isPublished(path: string): boolean {
  const name = basename(path);
  if (statSync(path).isDirectory()) return name !== 'testing';
  return name !== 'tsconfig.json' && (name.endsWith('.d.ts') || !name.endsWith('.ts'));
}

build();
