import { lstat, rm } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * Removes a file, or a folder below `cache`, the plugin's own. A folder elsewhere stays: whatever its name, what is
 * in it is the user's. Links are removed, never followed. Never rejects: what can't be removed now is left to a
 * later run. Absolute paths.
 */
export async function remove(path: string, cache: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || (found.isDirectory() && !path.startsWith(cache + sep))) return;
  await rm(path, { recursive: found.isDirectory(), force: true, maxRetries: 3 }).catch(() => undefined);
}
