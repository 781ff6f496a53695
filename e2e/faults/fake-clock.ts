import { existsSync, readdirSync } from 'node:fs';
import type { Stage } from './stage.ts';

/** Debian's and Fedora's places of libfaketime, which shows a process another time than the machine's. */
function findFaketime(): string | undefined {
  const places = ['/usr/lib64', '/usr/lib', ...subfolders('/usr/lib').map((name) => `/usr/lib/${name}`)];
  return places.map((place) => `${place}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path));
}

function subfolders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/**
 * Variables by which an executor has a clock that `setClock` moves; files keep the machine's time. `which`: the time
 * of day alone, or also the clock by which timers go. Passes the fault over where libfaketime is not installed.
 */
export function withFakeClock(
  stage: Stage,
  which: 'time of day' | 'all clocks',
): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: findFaketime() ?? stage.passOver('libfaketime is not installed'),
    FAKETIME_TIMESTAMP_FILE: stage.workspace.path('faketime'),
    FAKETIME_NO_CACHE: '1',
    NO_FAKE_STAT: '1',
    ...(which === 'time of day' && { FAKETIME_DONT_FAKE_MONOTONIC: '1' }),
  };
}

/** Sets the clock so many s off the machine's, going at `speed` from the start of a process on. */
export function setClock({ workspace }: Stage, seconds: number, speed = 1): void {
  workspace.saveAtomically('faketime', `${seconds < 0 ? '' : '+'}${seconds} x${speed}\n`);
}
