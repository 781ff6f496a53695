import { posix } from 'node:path';
import { isCopy, isHidden, type Files } from '../golang/passed-over.ts';

/** The nearest folder, from this one upwards, for which `find` gives something; paths are from the workspace's root. */
export function nearest<T>(folder: string, find: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = posix.dirname(at)) {
    const found = find(at);
    if (found !== undefined || at === '.') return found;
  }
}

/**
 * Tells whether a folder is left out: it is a copy, or in one, or its way from `root` has names that go passes over.
 * A project that somebody has put into a hidden folder is wanted, so its root is where the names begin to count.
 */
export type IsLeftOut = (folder: string, root?: string) => boolean;

/** Makes the question for a workspace's files. It looks at each folder once. */
export function folderFilter(files: Files): IsLeftOut {
  const copies = new Map<string, boolean>([['.', false]]);
  const isInCopy = (folder: string): boolean => {
    const known = copies.get(folder) ?? (isCopy(folder, files) || isInCopy(posix.dirname(folder)));
    copies.set(folder, known);
    return known;
  };
  return (folder, root = '.') => posix.relative(root, folder).split('/').some(isHidden) || isInCopy(folder);
}
