import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Content of files by absolute path, as SHA-1. */
export type Hashes = Readonly<Record<string, string>>;

/** What the generator wrote last. */
export interface OwnOutputs {
  remember(hashes: Hashes): void;
  isOwn(path: string): Promise<boolean>;
}

/** The SHA-1 of a file's bytes; undefined where it can't be read. */
async function hashFile(path: string): Promise<string | undefined> {
  return readFile(path).then(
    (bytes) => hash('sha1', bytes),
    () => undefined,
  );
}

/** True if each of the files holds just these bytes. */
export async function holdAll(hashes: Hashes): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(hashes).map(async ([path, sha1]) => (await hashFile(path)) === sha1),
  );
  return found.every(Boolean);
}

/** Remembers content, and tells an own file from an edited one by it. */
export function createOwnOutputs(): OwnOutputs {
  const own = new Map<string, string>();
  return {
    remember: (hashes) => {
      for (const [path, sha1] of Object.entries(hashes)) own.set(path, sha1);
    },
    isOwn: async (path) => {
      const sha1 = own.get(path);
      return sha1 !== undefined && sha1 === (await hashFile(path));
    },
  };
}
