import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { provideDlv } from './provide-dlv.ts';

/** Whether this machine can have a dlv that may not use ptrace(2). */
export const canDenyPtrace = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

/** Writes a dlv to a path that is denied ptrace(2). */
export function denyPtrace(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const source = join(import.meta.dirname, 'deny-ptrace.c');
  execFileSync('cc', [`-DDLV=${JSON.stringify(provideDlv())}`, '-o', path, source]);
}
