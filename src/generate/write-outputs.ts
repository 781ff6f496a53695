import { hash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Hashes, OwnOutputs } from './own-outputs.ts';

/** Bytes of files by absolute path. */
export type Outputs = ReadonlyMap<string, Uint8Array>;

/**
 * Writes the files whose bytes change, each in one step, and makes their folders. Gives the paths that were
 * written, and the hashes of all. `own` learns of them before a file event can. Rejects where the file
 * system refuses.
 */
export async function writeOutputs(
  outputs: Outputs,
  own: OwnOutputs,
): Promise<{ written: string[]; hashes: Hashes }> {
  const hashes = Object.fromEntries([...outputs].map(([path, bytes]) => [path, hash('sha1', bytes)]));
  own.remember(hashes);
  const written: string[] = [];
  for (const [path, bytes] of outputs) if (await writeIfChanged(path, bytes)) written.push(path);
  return { written, hashes };
}

/** Writes the file at an absolute path unless it holds these bytes; true if it was written. */
export async function writeIfChanged(path: string, bytes: Uint8Array): Promise<boolean> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes)) return false;
  await mkdir(dirname(path), { recursive: true });
  // A link stays a link.
  const target = present ? await realpath(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return true;
}
