import { statSync } from 'node:fs';
import { readProc, readStat } from './read-proc.ts';

/** Every program is started with this variable: so what it starts is known again after a double fork. */
export const COOKIE_VARIABLE = 'NX_GO_RUN_COOKIE';

/** What is remembered of a process: the inode of its folder, and its cookies. */
interface Seen {
  readonly inode: number;
  readonly cookies: readonly string[];
}

/**
 * Gives the processes that were started with a cookie in their environment (one at most, unless somebody
 * tampers). Without those that are gone, or are just becoming another program; not to be read counts as none.
 */
export type ReadCookies = (pids: readonly number[]) => ReadonlyMap<number, Pick<Seen, 'cookies'>>;

/**
 * Makes a {@link ReadCookies} on procfs that remembers its last answer: another process with the same pid has
 * another inode there, and to ask for that costs a sixth of reading environ (3 µs to 20 µs).
 */
export function createReadCookies(root: string): ReadCookies {
  let known: ReadonlyMap<number, Seen> = new Map();
  return (pids) => {
    const seen = pids.flatMap((pid): [number, Seen][] => {
      const inode = inodeOf(`${root}/${pid}`);
      if (inode === undefined) return [];
      const before = known.get(pid);
      if (before?.inode === inode) return [[pid, before]];
      const cookies = readCookies(`${root}/${pid}`);
      return cookies === undefined ? [] : [[pid, { inode, cookies }]];
    });
    // Who has ended is forgotten: a run sees thousands of processes.
    known = new Map(seen);
    return known;
  };
}

function readCookies(folder: string): readonly string[] | undefined {
  const environment = readProc(`${folder}/environ`);
  // Kernel threads have none; nor has, for a moment, a process that becomes another program.
  if (environment?.length === 0 && !isKernelThread(folder)) return undefined;
  return cookiesIn(environment?.toString('latin1') ?? '');
}

function cookiesIn(environment: string): string[] {
  if (!environment.includes(COOKIE_VARIABLE)) return [];
  const start = `${COOKIE_VARIABLE}=`;
  return environment
    .split('\0')
    .filter((variable) => variable.startsWith(start))
    .map((variable) => variable.slice(start.length));
}

function inodeOf(folder: string): number | undefined {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}

/** Field 9 of stat holds the flags. */
function isKernelThread(folder: string): boolean {
  const PF_KTHREAD = 0x00200000;
  return (Number(readStat(folder)[6]) & PF_KTHREAD) !== 0;
}
