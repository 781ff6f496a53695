import { rm } from 'node:fs/promises';

/** Removes a file or folder, if it is there. Never rejects: what can't be removed now is left to a later run. */
export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
