import {
  closeSync,
  type Dirent,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/** Reads a text file; undefined where it does not exist or can't be read. */
export type ReadText = (path: string) => string | undefined;

/** What the walk asks of the file system. */
export interface Directories {
  isDirectory(path: string): boolean;
  /** Names of the directories in a directory; empty where it can't be read. */
  list(path: string): readonly string[];
  /** Absolute paths of the files in a directory; empty where it can't be read. */
  listFiles(path: string): readonly string[];
}

export interface FileStatus {
  readonly size: number;
  /** ms; of the last change of content or name, which no program can set back */
  readonly ctimeMs: number;
}

export interface ContentFiles {
  /** Undefined where there is no such file. */
  status(path: string): FileStatus | undefined;
  read(path: string): Buffer | undefined;
}

/** The directories of this machine. What can't be read is as if empty. */
export const directories: Directories = {
  isDirectory: (path) => attempt(() => statSync(path).isDirectory()) ?? false,
  list: (path) => readEntries(path).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
  // A link to a file is a source as well.
  listFiles: (path) =>
    readEntries(path).flatMap((entry) => (entry.isDirectory() ? [] : [join(path, entry.name)])),
};

/** The files of this machine. */
export const contentFiles: ContentFiles = {
  status: (path) => attempt(() => readStatus(path)),
  read: (path) => attempt(() => readFileSync(path)),
};

/** What changes whenever a file is written or replaced, and when it last was (epoch ms). */
export function stampFile(path: string): { text: string; ctimeMs: number } | undefined {
  const status = attempt(() => statSync(path));
  if (!status) return undefined;
  const { ino, size, ctimeMs } = status;
  return { text: `${ino} ${size} ${ctimeMs}`, ctimeMs };
}

/**
 * The time stamp that the file system gives to a file written into the folder now, in epoch ms. It is the clock of the machine that holds the files,
 * which a network or a virtual machine may lie between. That of this machine where nothing can be written.
 */
export function readFileTime(folder: string): number {
  const path = join(folder, `.time.${process.pid}`);
  return (
    attempt(() => {
      const descriptor = openSync(path, 'w');
      try {
        return fstatSync(descriptor).ctimeMs;
      } finally {
        closeSync(descriptor);
        unlinkSync(path);
      }
    }) ?? Date.now()
  );
}

/** A link that is set to another file changes what is read, though neither file changes. */
function readStatus(path: string): FileStatus {
  const own = lstatSync(path);
  if (!own.isSymbolicLink()) return own;
  const { size, ctimeMs } = statSync(path);
  return { size, ctimeMs: Math.max(ctimeMs, own.ctimeMs) };
}

function readEntries(path: string): readonly Dirent[] {
  return attempt(() => readdirSync(path, { withFileTypes: true })) ?? [];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The nearest file of that name in `directory` or above it, absolute. */
export function findUpwards(directory: string, name: string): string | undefined {
  const file = join(directory, name);
  if (existsSync(file)) return file;
  const above = resolve(directory, '..');
  return above === directory ? undefined : findUpwards(above, name);
}
