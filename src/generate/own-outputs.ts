import { hash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { renamePatiently, type RenamingDisk } from '../files/patiently.ts';

/** Content of files by absolute path, as SHA-1. */
export type Hashes = Readonly<Record<string, string>>;

/** In the place of a hash: the generator has removed the file. */
export const REMOVED = '';

/** What the generator wrote last. */
export interface OwnOutputs {
  remember(hashes: Hashes): void;
  /** Remembers what there is in folders, by their times: what comes or goes from now on is not the generator's. */
  rememberFolders(paths: Iterable<string>): Promise<void>;
  /** True for a path that was remembered, whatever the file holds now. */
  isKnown(path: string): boolean;
  /** True for a file that holds what was remembered, and for a folder in which nothing has come or gone since. */
  isOwn(path: string): Promise<boolean>;
}

/** The SHA-1 of a file's bytes; undefined where it can't be read. */
async function hashFile(path: string): Promise<string | undefined> {
  return readFile(path).then(
    (bytes) => hash('sha1', bytes),
    () => undefined,
  );
}

/** Changes when a name comes or goes in a folder, and with the folder itself; REMOVED where there is none. */
async function stampFolder(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isDirectory() ? `${found.mtimeNs}.${found.ino}` : REMOVED;
}

/** True if each of the files holds just these bytes. */
export async function holdAll(hashes: Hashes): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(hashes).map(async ([path, sha1]) => (await hashFile(path)) === sha1),
  );
  return found.every(Boolean);
}

/**
 * Gives what `isOwn` says, asked again where another pass has begun meanwhile, by which `pass` gives something else: that
 * has written what was read, and nobody has remembered it yet.
 */
export async function askWithinPass(pass: () => unknown, isOwn: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    const before = pass();
    if (await isOwn()) return true;
    if (pass() === before) return false;
  }
}

/** Remembers content, and tells an own file from an edited one by it. */
export function createOwnOutputs(hashOf: typeof hashFile = hashFile): OwnOutputs {
  const own = new Map<string, string>();
  const folders = new Map<string, string>();
  return {
    remember: (hashes) => {
      for (const [path, sha1] of Object.entries(hashes)) own.set(path, sha1);
    },
    rememberFolders: async (paths) => {
      for (const path of new Set(paths)) folders.set(path, await stampFolder(path));
    },
    isKnown: (path) => own.has(path),
    isOwn: async (path) => {
      const stamp = folders.get(path);
      if (stamp !== undefined && stamp === (await stampFolder(path))) return true;
      const before = own.get(path);
      if (before === undefined) return false;
      const found = (await hashOf(path)) ?? REMOVED;
      // The next output may have been remembered meanwhile, and have been read or not.
      return found === before || found === own.get(path);
    },
  };
}

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
  await own.rememberFolders(written.map((path) => dirname(path)));
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
export async function writeIfChanged(path: string, bytes: Uint8Array, disk?: RenamingDisk): Promise<boolean> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes)) return false;
  await mkdir(dirname(path), { recursive: true });
  // A link stays a link.
  const target = present ? await realpath(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, bytes);
    await renamePatiently(temporary, target, disk);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  return true;
}
