import { dirname, sep } from 'node:path';
import type { Change } from '../events/run-event.ts';
import type { Comparison } from './content.ts';
import type { FileEvent } from './file-events.ts';
import { isForeign, judgeFile, type Following } from './following.ts';
import { explainRefusal, isLimit } from './refusal.ts';
import { settle } from './settle.ts';

type Reaction<T extends FileEvent['type']> = (
  following: Following,
  event: Extract<FileEvent, { type: T }>,
) => Promise<readonly Change[]>;

/** What a file event comes to: the changes that matter, if any. An event is a hint; content decides. */
export function react(following: Following, event: FileEvent): Promise<readonly Change[]> {
  switch (event.type) {
    case 'file':
      return onFile(following, event);
    case 'directory':
      return onDirectory(following, event);
    case 'flood':
      return onFlood(following, event);
    case 'refused':
      return onRefused(following, event);
  }
}

const onFile: Reaction<'file'> = async (following, { path, kind }) => {
  const change = judgeFile(following, path, kind);
  if (!change || !(await isForeign(following, path))) return [];
  const comparison = following.deps.content.compare(path);
  if (isBuilt(following, comparison)) return [];
  if (comparison === 'reshaped') following.reshaped = true;
  return [change];
};

/** True where the last build has read the file as it is. */
function isBuilt({ build, deps }: Following, comparison: Comparison): boolean {
  switch (comparison) {
    case 'untouched':
      // What was told of it has begun this build, or begins the next.
      return build.kind !== 'failed';
    case 'same':
      // While polling, events come too late to tell which state of the file the build has read.
      return build.kind === 'good' && !deps.fileEvents.polling;
    case 'edited':
    case 'reshaped':
      return false;
  }
}

const onDirectory: Reaction<'directory'> = async (following, { path, kind, files = [] }) => {
  await settle(following, kind === 'added' ? path : undefined);
  if (kind === 'added') return [];
  const packages = [...following.listing.set.packages.values()];
  const within = packages.filter(({ directory }) => `${directory}${sep}`.startsWith(path + sep));
  if (within.length > 0) following.reshaped = true;
  // A step may empty its folder before it writes there.
  const foreign = await Promise.all(within.map(({ directory }) => isForeign(following, directory)));
  const gone = within.filter((_, at) => foreign[at]);
  const folders = gone.map(({ directory, importedBy }): Change => {
    const isThere = following.deps.directories.isDirectory(directory);
    return { path: directory, kind: isThere ? 'written' : 'removed', action: 'rebuild', importedBy };
  });
  // Embedded and included files, go.mod and the like. A folder that was never watched may have had some.
  const known = files.length > 0 ? files : [path];
  const others = known.filter((file) => !gone.some(({ directory }) => directory === dirname(file)));
  const changes = await Promise.all(
    others.map((file) => onFile(following, { type: 'file', path: file, kind: 'removed' })),
  );
  return [...folders, ...changes.flat()];
};

const onFlood: Reaction<'flood'> = async (following) => {
  // Directories that begin to be watched are searched for what is newer than the last build.
  following.deps.fileEvents.startOver();
  await settle(following);
  return [];
};

const onRefused: Reaction<'refused'> = async (following, event) => {
  const { fileEvents } = following.deps;
  if (fileEvents.polling) return [];
  const mayPoll = following.plan.watch.poll !== 'never';
  following.report({ type: 'warning', problem: explainRefusal(event, mayPoll) });
  if (!isLimit(event.code) || !mayPoll) return [];
  fileEvents.poll();
  await settle(following);
  return [];
};
