import { hash } from 'node:crypto';
import { type BigIntStats, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { blankBodies } from './blank-bodies.ts';

/** ms. The coarsest time stamps of file systems in use (FAT): within it a second save can look like the first. */
const timestampStep = 2_000;

/** What the generator sees of a file. */
export interface FileText {
  /** Changes with whatever the generator reads of the file; equal for other bodies of functions. */
  readonly text: string;
  /** Changes with every write, even of the same bytes. */
  readonly stamp: string;
}

/** Reads what the generator sees of the file at an absolute path; a file that is missing has a text, too. */
export type ReadFileText = (path: string) => Promise<FileText>;

/**
 * Makes a reader that reads a file again only if its time stamps, size or inode have changed. `now`: a wall
 * clock in ms; a file that was younger than its time stamp can tell is read again. `see`: what of a file counts.
 * Never rejects.
 */
export function createFileTexts(now: () => number, see = visibleText): ReadFileText {
  const known = new Map<string, FileText>();
  return async (path) => {
    // A promise for each of a thousand files takes five times as long as asking for all of them.
    const found = lookAt(path);
    if (!found) return { text: 'missing', stamp: 'missing' };
    const stamp = `${found.mtimeNs}.${found.ctimeNs}.${found.size}.${found.ino}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before;
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) return { text: 'unreadable', stamp };
    const file = { text: hash('sha1', see(path, bytes)), stamp };
    if (now() - Number(found.mtimeMs) > timestampStep) known.set(path, file);
    else known.delete(path);
    return file;
  };
}

function lookAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function visibleText(path: string, bytes: Buffer): string | Buffer {
  if (!path.endsWith('.go')) return bytes;
  const source = bytes.toString('utf8');
  // The bodies of injectors are what wire reads.
  if (source.includes('wireinject')) return bytes;
  // U+FFFD stands for bytes that are not UTF-8, which then would look alike.
  if (source.includes('\uFFFD')) return bytes;
  return blankBodies(source) ?? bytes;
}

/**
 * The lines of the file at an absolute path; none where it can't be read, or is none: a device or a
 * pipe may have no end.
 */
export async function readLines(file: string): Promise<readonly string[]> {
  try {
    return (await stat(file)).isFile() ? (await readFile(file, 'utf8')).split(/\r?\n/) : [];
  } catch {
    return [];
  }
}
