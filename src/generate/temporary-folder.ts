import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

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
    if (age > stale) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
