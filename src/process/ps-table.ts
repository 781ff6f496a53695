import type { ProcessDescription, ProcessEntry, ProcessTable } from './process-table.ts';

/** What a table asks of a system without procfs. */
export interface PsSources {
  /** What ps prints with these arguments, in the C locale and UTC; undefined where it can't be run. Blocks for ms. */
  readonly ps: (args: readonly string[]) => string | undefined;
  /** Whether there is such a process, also as a zombie, also another user's. */
  readonly isAlive: (pid: number) => boolean;
  /** ms */
  readonly now: () => number;
}

/** One option for each column, as POSIX has it: in `pid=,ppid=` a ps may take all after the equals sign for a header. */
const COLUMNS = ['pid=', 'ppid=', 'pgid=', 'state=', 'lstart='].flatMap((column) => ['-o', column]);

/** For so long a process that answers a signal is taken for the one that was listed, in ms: pids come round slowly. */
const FRESH = 1000;

/**
 * Lists processes by ps(1), in one go, and only where somebody asks: 10 to 30 ms. What is below a process is always
 * listed anew. Environments, and so cookies, are not seen: macOS shows those of a few programs only.
 */
export function createPsTable({ ps, isAlive, now }: PsSources): ProcessTable {
  let listed: ReadonlyMap<number, ProcessEntry> = new Map();
  let listedAt = -Infinity;
  const list = () => {
    listed = new Map(parsePs(ps(['-A', ...COLUMNS]) ?? '').map((entry) => [entry.pid, entry]));
    listedAt = now();
    return listed;
  };

  const find = (pid: number): ProcessEntry | undefined => {
    if (!isAlive(pid)) return undefined;
    const known = now() - listedAt < FRESH ? listed.get(pid) : undefined;
    if (known) return known;
    const found = list();
    // Without ps there is no more to know than that it lives; a listing without it has seen a zombie.
    return found.size === 0 ? { pid, parent: 0, startTime: '' } : found.get(pid);
  };

  const descendants = (...pids: readonly number[]): ProcessEntry[] => {
    const all = [...list().values()];
    const found = new Map<number, ProcessEntry>();
    const queue = [...pids];
    for (const parent of queue) {
      for (const entry of all) {
        if (entry.parent !== parent || pids.includes(entry.pid) || found.has(entry.pid)) continue;
        found.set(entry.pid, entry);
        queue.push(entry.pid);
      }
    }
    return [...found.values()];
  };

  const describe = (pid: number): ProcessDescription | undefined => {
    const command = ps(['-p', `${pid}`, '-o', 'command='])?.trim();
    return command ? { pid, command } : undefined;
  };

  return {
    marks: 'start time',
    find,
    lives: ({ pid, startTime }) => find(pid)?.startTime === startTime,
    descendants,
    withCookie: () => [],
    describe,
  };
}

/** Reads a listing with the columns of {@link COLUMNS}, without the zombies. */
export function parsePs(listing: string): ProcessEntry[] {
  return listing.split('\n').flatMap((line) => {
    // `  501     1   501 Ss   Sat Nov 28 05:19:15 2026`
    const columns = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S)\S*\s+\w+\s+(\w+\s+\d+\s+[\d:]+\s+\d+)\s*$/.exec(line);
    const [, pid, parent, group, state = '', started = ''] = columns ?? [];
    const startTime = Date.parse(`${started} UTC`) / 1000;
    if (pid === undefined || state === 'Z' || Number.isNaN(startTime)) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      state,
      startTime: `${startTime}`,
    };
  });
}

/** Clocks are set while a machine runs, and are read at other moments: for so many seconds it is the same start. */
const SAME_START = 60;

/**
 * Knows of processes only whether they live, as on Windows, where a job object ends what a killed executor has started
 * (libuv#3179), and a listing takes most of a second. A pid that was given out anew after a restart of the machine is
 * told apart by `startedAt`, when that was, in epoch ms.
 */
export function createPidTable(isAlive: (pid: number) => boolean, startedAt: () => number): ProcessTable {
  const start = () => Math.round(startedAt() / 1000);
  return {
    marks: 'none',
    find: (pid) => (isAlive(pid) ? { pid, parent: 0, startTime: `${start()}` } : undefined),
    lives: ({ pid, startTime }) => isAlive(pid) && Math.abs(start() - Number(startTime)) < SAME_START,
    descendants: () => [],
    withCookie: () => [],
    describe: () => undefined,
  };
}
