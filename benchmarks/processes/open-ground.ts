import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Ground } from '../run/lane.ts';
import { buildReaper } from './reaper.ts';
import { killAll } from './tool.ts';

/** Builds the package, and makes a folder that goes with this process, as do all processes of the run. */
export function openGround(name: string): Ground {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `nx-go-run-${name}-`)));
  const run = basename(folder);
  process.on('exit', () => {
    killAll(run);
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.ts')], { stdio: 'inherit' });
  return { folder, run, reaper: buildReaper(folder), signal: new AbortController().signal };
}

/** The option `--rounds`; throws where it is no whole number from 1 on. */
export function readRounds(text: string | undefined): number {
  const rounds = Number(text ?? 12);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
  return rounds;
}
