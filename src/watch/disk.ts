import { lstatSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { ContentFiles, FileStatus } from './content.ts';
import type { Directories } from './watched-directories.ts';

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
