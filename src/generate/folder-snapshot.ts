import { hash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file at one moment. `stamp` changes with every write, `sha1` with the bytes. */
export interface FileState {
  readonly stamp: string;
  readonly sha1: string;
}

/** The files of some folders at one moment, by absolute path. */
export type Snapshot = ReadonlyMap<string, FileState>;

/**
 * Looks at every file below these absolute folders, but not into node_modules, vendor and hidden folders.
 * A folder that does not exist is empty. Never rejects.
 */
export async function takeSnapshot(folders: readonly string[]): Promise<Snapshot> {
  const files = new Map<string, FileState>();
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name);
        const foreign =
          entry.name === 'node_modules' || entry.name === 'vendor' || entry.name.startsWith('.');
        if (entry.isDirectory()) return foreign ? undefined : visit(path);
        const [found, bytes] = await Promise.all([stat(path, { bigint: true }), readFile(path)]).catch(
          () => [],
        );
        if (!found || !bytes) return;
        const stamp = `${found.mtimeNs}.${found.ctimeNs}.${found.size}.${found.ino}`;
        files.set(path, { stamp, sha1: hash('sha1', bytes) });
      }),
    );
  };
  await Promise.all([...new Set(folders)].map(visit));
  return files;
}
