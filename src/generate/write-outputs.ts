import { hash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Hashes, OwnOutputs } from './own-outputs.ts';

/** Bytes of files by absolute path. */
export type Outputs = ReadonlyMap<string, Uint8Array>;

/**
 * Writes the files whose bytes change, each in one step, and makes their folders. Gives the paths that were
 * written, and the hashes of all. `own` learns of them before a file event can. Rejects where the file
 * system refuses, and, before anything is written, where a file is not a generator's to replace.
 */
export async function writeOutputs(
  outputs: Outputs,
  own: OwnOutputs,
  workspaceRoot: string,
): Promise<{ written: string[]; hashes: Hashes }> {
  for (const [path, bytes] of outputs) await refuseOther(path, bytes, workspaceRoot);
  const hashes = Object.fromEntries([...outputs].map(([path, bytes]) => [path, hash('sha1', bytes)]));
  own.remember(hashes);
  const written: string[] = [];
  for (const [path, bytes] of outputs) if (await writeIfChanged(path, bytes)) written.push(path);
  return { written, hashes };
}

/** What generators write (https://go.dev/s/generatedcode), and `gf pack`, whose files have no such line. */
const GENERATED = /\bCode generated .*DO NOT EDIT\b|\bgres\.Add\("/;

/** Rejects where a link leads the path out of the workspace, or a person has written the Go file that is there. */
async function refuseOther(path: string, bytes: Uint8Array, workspaceRoot: string): Promise<void> {
  const place = await followLinks(path);
  if (path.startsWith(workspaceRoot + sep) && !place.startsWith(workspaceRoot + sep)) {
    throw new Error(
      `${path} is ${place}, outside the workspace; name a folder within it, or one by its own path`,
    );
  }
  if (!path.endsWith('.go')) return;
  const present = await readFile(path).catch(() => undefined);
  if (!present || present.equals(bytes)) return;
  const text = present.toString('utf8');
  // What is no Go at all, such as a merge's conflict, is mended by being made again.
  if (GENERATED.test(text) || !/^package\s/m.test(text)) return;
  throw new Error(`${path} was written by hand; name another file as swagger.packFile, or remove it`);
}

/** Where an absolute path leads, also where nothing is yet. */
async function followLinks(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined || path === dirname(path)) return found ?? path;
  return join(await followLinks(dirname(path)), basename(path));
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
