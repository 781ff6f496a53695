import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { InsideFigures } from './bounds-inside.ts';
import type { Stage } from './stage.ts';

/** What a process holds at one moment. */
export interface Figures extends InsideFigures {
  readonly descriptors: number;
  /** inotify watches */
  readonly watches: number;
  readonly threads: number;
}

type AskingStage = Pick<Stage, 'pause' | 'untilSeen'>;

/** How often memory is asked for, and the pause between, in ms: V8 gives pages back some time after a collection. */
const TIMES = 4;
const PAUSE = 1000;

/**
 * Asks a process that was started with `bounds-inside.ts` for its figures, which it writes to `file`: several
 * times, and takes the ones with the least memory.
 */
export async function takeFigures(pid: number, file: string, stage: AskingStage): Promise<Figures> {
  const asked: InsideFigures[] = [];
  while (asked.length < TIMES) {
    rmSync(file, { force: true });
    process.kill(pid, 'SIGUSR2');
    asked.push(JSON.parse(await stage.untilSeen('the figures', () => read(file))) as InsideFigures);
    await stage.pause(PAUSE);
  }
  return {
    ...asked.reduce((least, one) => (one.rss < least.rss ? one : least)),
    rssBefore: asked[0]?.rssBefore ?? NaN,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    watches: countWatches(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
  };
}

/** A thread that Nx's native part keeps, and that wakes up 25 times a second; it comes with the first call of Nx. */
const OF_NX = 'tui-logger';

/**
 * The CPU time that the threads of a process have used, in ms: the first field of /proc/PID/task/TID/schedstat, in
 * ns. The ticks of /proc/PID/stat are charged to whoever runs as they come.
 */
export function cpuTime(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => `/proc/${pid}/task/${thread}`)
    .filter((thread) => !read(`${thread}/comm`)?.includes(OF_NX))
    .reduce((sum, thread) => sum + Number(read(`${thread}/schedstat`)?.split(' ')[0] ?? 0) / 1e6, 0);
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
