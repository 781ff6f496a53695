import { dirname, join } from 'node:path';
import type { Directories } from '../files/disk.ts';
import type { FilePattern } from '../files/file-pattern.ts';
import type { WatchSet } from './watch-set.ts';

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
  };
  for (const directory of [...set.packages.keys(), ...set.awaited]) want(directory);
  for (const file of set.files.keys()) want(dirname(file));
  for (const pattern of set.patterns) {
    if (!files.isDirectory(pattern.base)) want(dirname(pattern.base));
    else for (const directory of walk(pattern, files)) wanted.add(directory);
  }
  return wanted;
}

/** Whether any file is there that the pattern names. */
export function hasMatch(pattern: FilePattern, files: Directories): boolean {
  const isIn = (directory: string) => files.listFiles(directory).some((path) => pattern.matches(path));
  if (!files.isDirectory(pattern.base)) return isIn(dirname(pattern.base));
  for (const directory of walk(pattern, files)) if (isIn(directory)) return true;
  return false;
}

/** The directories in which files can lie that the pattern names; its base is one. */
function* walk(pattern: FilePattern, files: Directories, directory = pattern.base): Iterable<string> {
  yield directory;
  const below = files.list(directory).map((name) => join(directory, name));
  for (const one of below) if (pattern.reachesInto(one)) yield* walk(pattern, files, one);
}
