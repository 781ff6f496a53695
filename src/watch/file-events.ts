import { watch, type FSWatcher } from 'chokidar';
import { join, sep } from 'node:path';
import { Subject, type Observable } from 'rxjs';
import { createFloodGauge } from './flood-gauge.ts';
import { isOverlooked } from './overlooked.ts';
import { createPlaces } from './places.ts';
import { isLimit } from './refusal.ts';

/** A hint that something happened to a path; what it is now, the file itself says. Absolute paths. */
export type FileEvent =
  | { readonly type: 'file'; readonly path: string; readonly kind: 'written' | 'added' | 'removed' }
  | {
      readonly type: 'directory';
      readonly path: string;
      readonly kind: 'added' | 'removed';
      /** Of a removed one: the files that were watched in it and below. No events of their own tell of them. */
      readonly files?: readonly string[];
    }
  /** So many events at once that the system may have dropped others: nothing that is known can be relied on. */
  | { readonly type: 'flood'; readonly path: string }
  | { readonly type: 'refused'; readonly path: string; readonly code: string; readonly message: string };

export interface FileEvents {
  readonly events$: Observable<FileEvent>;
  /** Watches exactly these directories, each flat. Resolves with the new ones once they are watched; none after `close`. */
  watch(directories: ReadonlySet<string>): Promise<readonly string[]>;
  /** Watches nothing any more, so that `watch` begins anew. */
  startOver(): void;
  /** Starts over, looking at intervals instead of waiting for the system's events. */
  poll(): void;
  readonly polling: boolean;
  close(): Promise<void>;
}

/** Between two looks at a file where the system gives no events, in ms. */
const POLL_INTERVAL = 200;

/** A watcher, and whether it watches yet. */
interface Opened {
  readonly watcher: FSWatcher;
  /** What lies in the directory, as far as has been told. Absolute paths. */
  readonly files: Set<string>;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/**
 * Watches directories by chokidar, one watcher each: with `depth: 0` chokidar 6 does not find a directory
 * again that was deleted and made anew, so that is done here, by setting the directories again: those at and
 * below a directory that comes or goes are watched no more until then. Below `root` that holds for a directory
 * above them as well, and for one that is put in another's place.
 */
export function createFileEvents(options: { readonly polling: boolean; readonly root: string }): FileEvents {
  const events$ = new Subject<FileEvent>();
  const watchers = new Map<string, Opened>();
  let polling = options.polling;
  let isClosed = false;
  const flood = createFloodGauge((directory) => events$.next({ type: 'flood', path: directory }));
  const open = (directory: string): Promise<void> => {
    const watcher = watch(directory, {
      depth: 0,
      ignoreInitial: true,
      usePolling: polling,
      interval: POLL_INTERVAL,
    });
    const files = new Set<string>();
    const opened: Opened = { watcher, files, ...Promise.withResolvers<void>() };
    watchers.set(directory, opened);
    const file = (kind: 'written' | 'added' | 'removed') => (path: string) =>
      events$.next({ type: 'file', path, kind });
    watcher.on('raw', (_event, path, details) => {
      flood.count(directory);
      if (polling && path !== null && isOverlooked(details)) file('written')(path);
    });
    // Before it is told: chokidar holds an unlink back for 100 ms, and forgets it when it is closed.
    watcher.on('add', (path) => files.add(path)).on('unlink', (path) => files.delete(path));
    watcher.on('change', file('written')).on('add', file('added')).on('unlink', file('removed'));
    watcher.on('addDir', (path) => {
      if (path === directory) return;
      dropBelow(path);
      events$.next({ type: 'directory', path, kind: 'added' });
    });
    watcher.on('unlinkDir', (path) => {
      events$.next({ type: 'directory', path, kind: 'removed', files: dropBelow(path) });
    });
    watcher.on('ready', () => {
      for (const name of watcher.getWatched()[directory] ?? []) files.add(join(directory, name));
      opened.resolve();
    });
    watcher.on('error', (error) => {
      // Under EMFILE chokidar tells of an error and is "ready" all the same.
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (watchers.get(directory) === opened)
        events$.next({ type: 'refused', path: directory, code, message });
      opened.resolve();
    });
    return opened.promise;
  };
  const drop = async (directory: string) => {
    const opened = watchers.get(directory);
    watchers.delete(directory);
    // A watcher that is closed while it opens is never ready.
    opened?.resolve();
    await opened?.watcher.close();
  };
  /** A directory that was moved away is still watched, in its new place; its name may mean another by now. */
  const dropBelow = (path: string): string[] => {
    places.forget(path);
    const below = [...watchers].filter(([one]) => `${one}${sep}`.startsWith(path + sep));
    for (const [one] of below) void drop(one);
    return below.flatMap(([, { files }]) => [...files]);
  };
  const places = createPlaces(
    options.root,
    (folder) => watchers.has(folder),
    (path, change) => {
      const files = dropBelow(path);
      // In this order: all that lies in the new one counts as added.
      if (change !== 'removed') events$.next({ type: 'directory', path, kind: 'added' });
      if (change !== 'added') events$.next({ type: 'directory', path, kind: 'removed', files });
    },
    // What can't be read for another reason is passed over.
    (path, { code = '', message }) => {
      if (isLimit(code)) events$.next({ type: 'refused', path, code, message });
    },
  );

  const startOver = () => {
    places.guard(new Set());
    for (const directory of [...watchers.keys()]) void drop(directory);
  };

  return {
    events$,
    startOver,
    async watch(directories) {
      // Whoever asks for it may have waited for go, or for the files, while the run ended.
      if (isClosed) return [];
      for (const directory of [...watchers.keys()]) if (!directories.has(directory)) void drop(directory);
      const added = [...directories].filter((directory) => !watchers.has(directory));
      // First, so that nothing is replaced unnoticed while it begins to be watched. Polling goes by names.
      if (!polling) places.guard(directories);
      await Promise.all(added.map(open));
      return added;
    },
    poll() {
      polling = true;
      startOver();
    },
    get polling() {
      return polling;
    },
    async close() {
      isClosed = true;
      places.guard(new Set());
      await Promise.all([...watchers.keys()].map(drop));
      events$.complete();
    },
  };
}
