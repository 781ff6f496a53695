import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';

/** Builds the program that adopts orphans, into a folder; gives its path. Throws what go complains of. */
export function buildReaper(folder: string): string {
  const binary = join(folder, 'reaper');
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: join(import.meta.dirname, 'reaper'),
    env: testEnvironment({ GOWORK: 'off', GOTOOLCHAIN: 'local' }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return binary;
}
