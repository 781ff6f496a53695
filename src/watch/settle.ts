import { dirname, join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Change } from '../events/run-event.ts';
import { earliestSince } from '../files/moment.ts';
import type { ContentMemory } from './content.ts';
import { type Following, isForeign, isNewerThanBuild, isSource, judgeFile } from './following.ts';
import { wayTo } from './places.ts';
import type { WatchSet } from './watch-set.ts';
import { directoriesToWatch } from './watched-directories.ts';

/**
 * Watches what the watch set names, and tells what changed there before it was watched. `appeared` is a
 * directory that has just come: it may have been moved here with files whose own times are old.
 */
export async function settle(following: Following, appeared?: string): Promise<void> {
  const { deps, listing } = following;
  const added = await deps.fileEvents.watch(directoriesToWatch(listing.set, deps.directories));
  if (added.length === 0) return;
  const come = [...(appeared === undefined ? [] : [appeared]), ...findMoved(following, added)];
  for (const directory of added) {
    const changes: Change[] = [];
    for (const path of deps.directories.listFiles(directory)) {
      const change = judgeNew(following, path, come);
      if (change && (await isForeign(following, path))) changes.push(change);
    }
    const removed = changes.length === 0 ? judgeRemoval(following, directory) : undefined;
    if (removed && (await isForeign(following, directory))) changes.push(removed);
    for (const change of changes) following.tell(change);
  }
  // A directory that came in one of these before it was watched has caused no event.
  await settle(following, appeared);
}

/** Which of the directories, or of those above them, got their name after the build began to read. */
function findMoved(following: Following, directories: readonly string[]): readonly string[] {
  const isNew = (path: string) => isNewerThanBuild(following, path);
  // A rename changes the times of both. Either alone has other reasons: a file that was made in it.
  const way = wayTo(directories, following.plan.workspaceRoot);
  return [...way].filter((path) => isNew(path) && isNew(dirname(path)));
}

/** Classifies a file that is newer than the last build, or lies in a directory that has just appeared. */
function judgeNew(following: Following, path: string, come: readonly string[]): Change | undefined {
  const hasCome = come.some((directory) => path.startsWith(directory + sep));
  if (!hasCome && !isNewerThanBuild(following, path)) return undefined;
  return judgeFile(following, path, hasCome ? 'added' : 'written');
}

/** A package's directory that changed, though nothing in it is new: something was removed from it. */
function judgeRemoval(following: Following, directory: string): Change | undefined {
  const { listing, deps } = following;
  const owner = listing.set.packages.get(directory);
  if (!owner || !isNewerThanBuild(following, directory)) return undefined;
  const { directories } = deps;
  const folders = directories.list(directory).map((name) => join(directory, name));
  const entries = [...directories.listFiles(directory), ...folders];
  // A file that is none of ours, or a generator's new folder, changes the directory's time as well.
  if (entries.some((path) => isNewerThanBuild(following, path))) return undefined;
  return { path: directory, kind: 'removed', action: 'rebuild', importedBy: owner.importedBy };
}

/** After a good build: remembers what it has read, and tells what has changed since without an event. */
export async function learn(following: Following): Promise<void> {
  tellMissing(following);
  const { build, deps, listing } = following;
  const sources = new Set(listSources(listing.set, (path) => deps.directories.listFiles(path)));
  const since = earliestSince(build.startedAt, deps);
  const isCurrent = () => following.build === build;
  const judge = (path: string) => judgeFile(following, path);
  for await (const change of survey(sources, since, deps.content, judge, isCurrent)) {
    if (await isForeign(following, change.path)) following.tell(change);
  }
  if (!isCurrent()) return;
  // Included files as well, and those that are gone.
  for (const path of [...deps.content.paths()]) if (!sources.has(path)) deps.content.learn(path, since);
}

/** What the good build has read and is gone now was removed before it was watched. */
function tellMissing(following: Following): void {
  const { packages, awaited, overlaid } = following.listing.set;
  const { directories } = following.deps;
  const hasNoSource = (directory: string) => !directories.listFiles(directory).some(isSource);
  const gone = [...packages.keys()].filter(
    (directory) => !directories.isDirectory(directory) && !overlaid.has(directory),
  );
  const missing = new Set([...[...awaited].filter(hasNoSource), ...gone]);
  const added = [...missing].filter((directory) => !following.toldMissing.has(directory));
  following.toldMissing = missing;
  for (const path of added) {
    const importedBy = packages.get(path)?.importedBy ?? [];
    following.tell({ path, kind: 'removed', action: 'rebuild', importedBy });
  }
}

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
    if (content.learn(path, since)) continue;
    const change = judge(path);
    if (!change) continue;
    // Equal content is no proof: the build may have read another one, of which no event has told.
    if (content.compare(path) !== 'untouched') yield change;
  }
}
