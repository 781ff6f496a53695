import { rename, rm } from 'node:fs/promises';
import { thisSystem } from '../process/system.ts';
import { timers, type Timers } from '../process/wait-until-gone.ts';

/** What decides how often a refused action is tried. */
export interface Patience {
  /** Errors that pass by themselves, by their codes. */
  readonly passingErrors: readonly string[];
  readonly timers: Timers;
}

const HERE: Patience = { passingErrors: thisSystem.passingErrors, timers };

/**
 * For so long a file that another program holds is tried again, in ms. A scanner reads a new program in one or two
 * seconds; graceful-fs, through which npm renames, waits for a minute.
 */
const LONGEST = 10_000;
/** The pauses, in ms: the first, and the longest, to which they double. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 200;

/**
 * Does something to a file, and again, for `longest` ms at most, while the system refuses it for a reason that passes:
 * on Windows a virus scanner or an indexer holds each new file for a moment. Gives what the action gives, and throws
 * what it throws.
 */
export async function patiently<T>(
  action: () => T | Promise<T>,
  { passingErrors, timers: { now, wait } }: Patience = HERE,
  longest: number = LONGEST,
): Promise<T> {
  const begun = now();
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await action();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!passingErrors.includes(code) || now() - begun >= longest) throw error;
      await wait(pause);
    }
  }
}

/** What renames; specs hand in a disk that refuses. */
export interface RenamingDisk {
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly patience?: Patience;
}

/** Renames a file or a folder, both absolute, as patiently as that. Rejects as rename does. */
export function renamePatiently(from: string, to: string, disk: RenamingDisk = { rename }): Promise<void> {
  return patiently(() => disk.rename(from, to), disk.patience);
}

/** Removes a file, or a folder with all in it where that is said, as patiently as that. Rejects as rm does. */
export function removePatiently(path: string, options: { readonly recursive?: true } = {}): Promise<void> {
  return patiently(() => rm(path, { ...options, force: true }));
}
