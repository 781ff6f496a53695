import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { InsideFigures } from './bounds-inside.ts';

/** What a process holds at one moment. */
export interface Figures extends InsideFigures {
  readonly descriptors: number;
  /** inotify watches */
  readonly watches: number;
  readonly threads: number;
}

/** The clock tick of /proc/PID/stat, in ms: USER_HZ is 100 on every architecture that Node runs on. */
export const TICK = 10;

/** Asks a process that was started with `bounds-inside.ts` for its figures, which it writes to `file`. */
export async function takeFigures(
  pid: number,
  file: string,
  untilSeen: <T>(what: string, look: () => T | undefined) => Promise<T>,
): Promise<Figures> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  const inside = await untilSeen('the figures', () => read(file));
  return {
    ...(JSON.parse(inside) as InsideFigures),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    watches: countWatches(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
  };
}

/** The CPU time that a process has used, in ticks: utime and stime, fields 14 and 15 of proc_pid_stat(5). */
export function cpuTicks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function countWatches(pid: number): number {
  const infos = readdirSync(`/proc/${pid}/fdinfo`).map((name) => read(`/proc/${pid}/fdinfo/${name}`) ?? '');
  return infos.join('\n').match(/^inotify wd:/gm)?.length ?? 0;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
