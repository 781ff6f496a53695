import { lstatSync, watch } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** What happened to a name that means another directory than before. */
export type PlaceChange = 'replaced' | 'removed' | 'added';

/** Notices that a name on the way to a watched directory means another directory. */
export interface Places {
  /** Guards the way to these directories, and no other. */
  guard(directories: ReadonlySet<string>): void;
  /** Guards neither this name nor what is below it, until it is asked to again. */
  forget(path: string): void;
}

/** What is asked of the file system. */
export interface PlacesDeps {
  /** Calls `onName` with the name that comes, goes or means something else in a folder. Throws where it can't be watched. */
  readonly watch: (
    folder: string,
    onName: (name: string | null) => void,
    onError: (error: NodeJS.ErrnoException) => void,
  ) => Watcher;
  /** What a path means; undefined where there is nothing. */
  readonly identify: (path: string) => string | undefined;
}

interface Watcher {
  close(): void;
}

/** A folder, and which directories the guarded names in it mean; undefined where there is none. */
interface Guard {
  readonly watcher: Watcher;
  readonly names: Map<string, string | undefined>;
}

/**
 * A system's watch belongs to the directory, not to its name: where a folder above is renamed, it goes along
 * without a word, and where two are swapped, a listing shows the same names as before. So the folders that hold
 * those names are watched, up to `root`, and the names' inodes compared. `isSeen` tells whether a folder's
 * comings and goings are noticed otherwise; `tell` is called with what is not.
 */
export function createPlaces(
  root: string,
  isSeen: (folder: string) => boolean,
  tell: (path: string, change: PlaceChange) => void,
  refuse: (folder: string, error: NodeJS.ErrnoException) => void,
  { watch, identify }: PlacesDeps = disk,
): Places {
  const guards = new Map<string, Guard>();

  const look = (folder: string, name: string) => {
    const names = guards.get(folder)?.names;
    if (!names?.has(name)) return;
    const path = join(folder, name);
    const before = names.get(name);
    const now = identify(path);
    if (now === before || (now === undefined && isSeen(folder))) return;
    names.set(name, now);
    if (now !== undefined && before !== undefined) tell(path, 'replaced');
    else if (!isSeen(folder)) tell(path, now === undefined ? 'removed' : 'added');
  };
  const open = (folder: string): Guard | undefined => {
    try {
      const onName = (name: string | null) => name !== null && look(folder, name);
      const watcher = watch(folder, onName, (error) => refuse(folder, error));
      return { watcher, names: new Map() };
    } catch (error) {
      refuse(folder, error as NodeJS.ErrnoException);
      return undefined;
    }
  };
  const drop = (folder: string) => {
    guards.get(folder)?.watcher.close();
    guards.delete(folder);
  };

  return {
    guard(directories) {
      const wanted = new Map<string, Set<string>>();
      for (const path of wayTo(directories, root)) {
        const names = wanted.get(dirname(path)) ?? new Set();
        wanted.set(dirname(path), names.add(basename(path)));
      }
      for (const folder of [...guards.keys()]) if (!wanted.has(folder)) drop(folder);
      for (const [folder, names] of wanted) {
        const guard = guards.get(folder) ?? open(folder);
        if (guard === undefined) continue;
        guards.set(folder, guard);
        for (const name of [...guard.names.keys()]) if (!names.has(name)) guard.names.delete(name);
        // After its folder is watched: what it means later is told.
        for (const name of names)
          if (!guard.names.has(name)) guard.names.set(name, identify(join(folder, name)));
      }
    },
    forget(path) {
      guards.get(dirname(path))?.names.delete(basename(path));
      for (const folder of [...guards.keys()]) if (`${folder}${sep}`.startsWith(path + sep)) drop(folder);
    },
  };
}

/** The directories, and those above them, as far as they lie below `root`. */
export function wayTo(directories: Iterable<string>, root: string): ReadonlySet<string> {
  const way = new Set<string>();
  for (const directory of directories) {
    for (let at = directory; at.startsWith(root + sep) && !way.has(at); at = dirname(at)) way.add(at);
  }
  return way;
}

const disk: PlacesDeps = {
  watch: (folder, onName, onError) =>
    watch(folder, { persistent: false }, (_, name) => onName(name)).on('error', onError),
  identify(path) {
    try {
      const { dev, ino, birthtimeMs } = lstatSync(path);
      return `${dev} ${ino} ${birthtimeMs}`;
    } catch {
      return undefined;
    }
  },
};
