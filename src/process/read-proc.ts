import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';

let buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * Reads a file of procfs whole, or gives undefined where that can't be done: the process is gone, it
 * belongs to somebody else, or there is no procfs. Such files have no size, hence the loop. The bytes are
 * valid until the next call.
 */
export function readProc(file: string): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    let length = 0;
    for (;;) {
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(length)]);
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) return buffer.subarray(0, length);
      length += count;
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The names in a folder of procfs that are numbers: processes, threads, descriptors. Empty if unreadable. */
export function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * The fields of a process's stat file from the third on, see proc(5); all empty if it can't be read. The
 * name before them, in parentheses, may itself hold spaces and parentheses.
 */
export function readStat(folder: string): string[] {
  const text = readProc(`${folder}/stat`)?.toString('latin1') ?? '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

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
