import { dirname, join } from 'node:path';
import type { WatchSet } from './watch-set.ts';

/** What the walk asks of the file system. */
export interface Directories {
  isDirectory(path: string): boolean;
  /** Names of the directories in a directory; empty where it can't be read. */
  list(path: string): readonly string[];
  /** Absolute paths of the files in a directory; empty where it can't be read. */
  listFiles(path: string): readonly string[];
}

/** Never walked into for embedded or included files: their files come in thousands. */
const SKIPPED = new Set(['node_modules', '.git', '.nx']);

/**
 * The existing directories that must be watched, each flat, for a watch set. What does not exist is watched
 * for from its nearest existing directory, where its first part would appear.
 */
export function directoriesToWatch(set: WatchSet, files: Directories): ReadonlySet<string> {
  const wanted = new Set<string>();
  const want = (path: string) => {
    let at = path;
    while (!files.isDirectory(at) && at !== dirname(at)) at = dirname(at);
    wanted.add(at);
    return at === path;
  };
  for (const directory of [...set.packages.keys(), ...set.awaited]) want(directory);
  for (const file of set.files.keys()) want(dirname(file));
  const walk = (directory: string) => {
    wanted.add(directory);
    for (const name of files.list(directory)) if (!SKIPPED.has(name)) walk(join(directory, name));
  };
  for (const { base, deep } of set.patterns) {
    if (!files.isDirectory(base)) want(dirname(base));
    else if (deep) walk(base);
    else wanted.add(base);
  }
  return wanted;
}
