import { lstat, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Patience, patiently } from './patiently.ts';

/** The calls of the file system that are needed; specs hand in their own. */
export interface FolderDisk {
  mkdir(path: string): Promise<unknown>;
  stat(path: string): Promise<{ isDirectory(): boolean }>;
}

/**
 * Makes a folder, and those above it, unless it is there. Rejects with the system's own reason, which Node's
 * `recursive` hides: on a read-only file system it says ENOENT.
 */
export async function makeFolder(path: string, disk: FolderDisk = { mkdir, stat }): Promise<void> {
  try {
    await makeOne(path, disk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(dirname(path), disk);
    await makeOne(path, disk);
  }
}

async function makeOne(path: string, disk: FolderDisk): Promise<void> {
  try {
    await disk.mkdir(path);
  } catch (error) {
    const isThere = await disk.stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere) throw error;
  }
}

/**
 * Removes a file, or a folder below `cache`, the plugin's own. A folder elsewhere stays: whatever its name, what is
 * in it is the user's. Links are removed, never followed. Never rejects: what can't be removed now is left to a
 * later run. Absolute paths.
 */
export async function remove(path: string, cache: string, disk: RemovalDisk = { rm }): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || (found.isDirectory() && !path.startsWith(cache + sep))) return;
  // Node tries again by itself for a folder alone.
  const options = { recursive: found.isDirectory(), force: true, maxRetries: 3 };
  await patiently(() => disk.rm(path, options), disk.patience, LONGEST_REMOVAL).catch(() => undefined);
}

/** What is removed by; specs hand in a disk that refuses. */
export interface RemovalDisk {
  readonly rm: typeof rm;
  readonly patience?: Patience;
}

/** So long what another program holds is tried to be removed, in ms: a run may be about to end. */
const LONGEST_REMOVAL = 1000;

/** ms. Older folders are what a killed process left behind. */
const stale = 60 * 60_000;

/**
 * Gives `use` a new folder below `parent` (absolute, made if need be) whose name begins with `prefix`, and
 * removes it afterwards, whatever happens. Removes forgotten ones of the same prefix, too. Rejects where the
 * folder can't be made, or as `use` does.
 */
export async function inTemporaryFolder<T>(
  parent: string,
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  await removeStale(parent, prefix);
  const folder = await mkdtemp(join(parent, prefix));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function removeStale(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const age =
      Date.now() -
      (await stat(path).then(
        (found) => found.mtimeMs,
        () => Date.now(),
      ));
    if (age > stale) await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
