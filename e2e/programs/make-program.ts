import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { testEnvironment } from '../rig/environment.ts';
import { makeNxWorkspace, type Workspace } from '../rig/workspace.ts';
import type { Ports, RealProgram } from './program.ts';

/** A module may ask for a newer Go than the machine's, which go then fetches. */
export const GO_ENVIRONMENT = { GOTOOLCHAIN: 'auto' };

/** Makes the workspace of a program: with modules from Go's module proxy where they are not in the cache. */
export function makeProgram({ sources, prepare }: RealProgram, ports: Ports, name: string): Workspace {
  const workspace = makeNxWorkspace(name);
  if ('module' in sources) {
    const { Dir } = JSON.parse(runGo(['mod', 'download', '-json', sources.module], workspace.root)) as {
      Dir: string;
    };
    copyWritable(Dir, workspace.path('apps/app'));
  } else {
    copyWritable(join(import.meta.dirname, 'apps', sources.folder), workspace.path(sources.to));
  }
  prepare?.(workspace, ports);
  return workspace;
}

/** What a go command prints. Throws, with its complaints, where it fails. */
export function runGo(args: readonly string[], folder: string): string {
  return execFileSync('go', args, {
    cwd: folder,
    env: { ...testEnvironment(GO_ENVIRONMENT), PWD: folder },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
}

/** Files in the module cache may not be written, and a copy keeps that. */
function copyWritable(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  chmodSync(to, 0o755);
  // The names are those of the original: beside the copies may be links that lead elsewhere.
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true }))
    chmodSync(join(to, relative(from, entry.parentPath), entry.name), entry.isDirectory() ? 0o755 : 0o644);
}
