import { lstat, mkdir } from 'node:fs/promises';

/**
 * Makes a folder below one that everybody may write, for this user alone. Rejects where something else stands there:
 * whoever made it first could read along, or answer in our place.
 */
export async function makeOwnFolder(path: string, uid: number | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${path} is not a folder of this user alone`);
  }
}
