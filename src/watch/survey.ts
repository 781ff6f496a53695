import { setImmediate } from 'node:timers/promises';
import type { Change } from '../progress/run-event.ts';
import type { ContentMemory } from './content.ts';
import { isSource } from './relevance.ts';
import type { WatchSet } from './watch-set.ts';

/** Files looked at before others get a turn: some 5 ms. */
const AT_ONCE = 50;

/** Every file of the watch set: the packages' sources and the single files. */
export function* listSources(
  set: WatchSet,
  listFiles: (directory: string) => readonly string[],
): Iterable<string> {
  for (const directory of set.packages.keys()) yield* listFiles(directory).filter(isSource);
  yield* set.files.keys();
}

/**
 * After a good build that began at `since` (epoch ms): remembers what each file held for it, and gives the
 * files that changed later without an event having told (the system drops events in a storm). Ends early
 * once `isCurrent` says no.
 */
export async function* survey(
  paths: Iterable<string>,
  since: number,
  content: ContentMemory,
  judge: (path: string) => Change | undefined,
  isCurrent: () => boolean,
): AsyncIterable<Change> {
  let looked = 0;
  for (const path of paths) {
    if (++looked % AT_ONCE === 0) await setImmediate();
    if (!isCurrent()) return;
    if (!content.isNewerThan(path, since)) {
      content.learn(path, since);
      continue;
    }
    const change = judge(path);
    if (!change) continue;
    const comparison = content.compare(path);
    if (comparison === 'edited' || comparison === 'reshaped') yield change;
  }
}
