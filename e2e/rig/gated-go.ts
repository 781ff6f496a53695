import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { thisSystem } from '../../src/process/system.ts';
import { findGo } from './environment.ts';
import type { Workspace } from './workspace.ts';

/** Builds the go command whose builds wait for the test's leave, for the option goBinary. Gives its path. */
export function buildGatedGo(workspace: Workspace): string {
  const path = workspace.path(`tools/gated-go${thisSystem.programEnding}`);
  // The command's role is in its name: see program/gate.go.
  execFileSync(findGo(), ['build', '-o', path, '.'], {
    cwd: join(import.meta.dirname, 'program'),
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
  });
  return path;
}
