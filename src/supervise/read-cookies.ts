import { statSync } from 'node:fs';
import { readProc, readStat } from './read-proc.ts';

/** Every program is started with this variable: so what it starts is known again after a double fork. */
export const COOKIE_VARIABLE = 'NX_GO_RUN_COOKIE';

/**
 * Gives the cookies (one at most, unless somebody tampers) in the environment that a process was started
 * with; undefined when it is gone, or is just becoming another program. Not to be read counts as none.
 */
export type ReadCookies = (pid: number) => readonly string[] | undefined;

/**
 * Makes a {@link ReadCookies} on procfs that remembers its answers: another process with the same pid has
 * another inode there, and to ask for that costs a sixth of reading environ (3 µs to 20 µs).
 */
export function createReadCookies(root: string): ReadCookies {
  const known = new Map<number, { readonly inode: number; readonly cookies: readonly string[] }>();
  return (pid) => {
    const inode = inodeOf(`${root}/${pid}`);
    const before = known.get(pid);
    if (before && before.inode === inode) return before.cookies;
    known.delete(pid);
    if (inode === undefined) return undefined;
    const environment = readProc(`${root}/${pid}/environ`);
    // Kernel threads have none; nor has, for a moment, a process that becomes another program.
    if (environment?.length === 0 && !isKernelThread(`${root}/${pid}`)) return undefined;
    const cookies = cookiesIn(environment?.toString('latin1') ?? '');
    known.set(pid, { inode, cookies });
    return cookies;
  };
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
