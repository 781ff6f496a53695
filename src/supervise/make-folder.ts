import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

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
