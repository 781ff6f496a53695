import { execFileSync } from 'node:child_process';
import type { Stage } from './stage.ts';

/** Runs a shell line before the command, in namespaces of its own where `flags` say so (unshare(1)). */
export function after(
  line: string,
  flags?: string,
): (command: readonly string[]) => readonly [string, ...string[]] {
  const shell = ['sh', '-c', `${line} && exec "$@"`, 'sh'] as const;
  return (command) =>
    flags === undefined ? [...shell, ...command] : ['unshare', flags, ...shell, ...command];
}

/** Skips where the machine does not allow what a fault needs. */
export function need(stage: Stage, what: string, line: string, flags: string): void {
  try {
    execFileSync('unshare', [flags, 'sh', '-c', line], { stdio: 'ignore' });
  } catch {
    stage.passOver(`this machine allows no ${what}`);
  }
}
