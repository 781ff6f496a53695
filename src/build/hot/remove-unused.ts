import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Objects } from './objects.ts';

/** Removes the folders of builds of which no object is used any more. What can't be removed stays. */
export async function removeUnused(before: Objects, now: Objects): Promise<void> {
  const used = foldersOf(now);
  for (const folder of foldersOf(before)) {
    if (!used.has(folder)) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Each build has a folder, and in it one for each package. */
function foldersOf(objects: Objects): ReadonlySet<string> {
  return new Set([...objects.values()].map(({ object }) => dirname(dirname(object))));
}
