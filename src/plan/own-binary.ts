import { closeSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { OutputPlan } from './plan.ts';
import { failure, success, type Result } from '../problem.ts';
import { shorten } from './shorten.ts';

/** Bytes that are read at a time. */
const PIECE = 256 * 1024;

/** Stands somewhere in every program that go links (debug/buildinfo). */
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
/** The name of the note that holds the build ID, near the beginning (cmd/internal/buildid). */
const NOTE = Buffer.from('Go\0\0');

/**
 * What stands at a path where only a binary may stand that go, or this plugin, has linked: `is a folder`, say;
 * undefined where nothing does, or such a binary. Nothing else is ever replaced or removed there. Throws where the
 * file can't be read.
 */
export function findObstacle(path: string): string | undefined {
  const found = lookAt(path);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return 'is a folder';
  if (found.isSymbolicLink()) return 'is a symbolic link';
  if (!found.isFile()) return 'is not a file';
  return found.size === 0 || isLinkedByGo(path) ? undefined : 'is a file that go has not built';
}

function isLinkedByGo(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    // The magic may lie across two pieces: the end of each is looked at again with the next.
    const buffer = Buffer.alloc(MAGIC.length + PIECE);
    for (let position = 0; ; position += PIECE) {
      const length = readSync(file, buffer, MAGIC.length, PIECE, position);
      const piece = buffer.subarray(0, MAGIC.length + length);
      if (piece.includes(MAGIC) || (position === 0 && piece.includes(NOTE))) return true;
      if (length < PIECE) return false;
      buffer.copy(buffer, 0, PIECE);
    }
  } finally {
    closeSync(file);
  }
}

/** Fails where something of the user's has the name of the binary, or stands where its folder is to be. */
export function checkOutput({ binary, reference }: OutputPlan): Result<void> {
  try {
    const blocked = findFileAmong(dirname(binary));
    if (blocked !== undefined) {
      return failure(`outputPath: ${shorten(blocked, 400)} is a file`, 'Name a folder.');
    }
    for (const path of [binary, reference]) {
      const obstacle = findObstacle(path);
      if (obstacle !== undefined) {
        return failure(
          `outputPath: ${shorten(path, 400)} ${obstacle}, and the binary would take its place`,
          'Set outputPath to a folder in which nothing else has that name.',
        );
      }
    }
    return success(undefined);
  } catch (error) {
    return failure(
      `outputPath: ${shorten((error as Error).message, 400)}`,
      'Name a folder that can be written.',
    );
  }
}

/** What is there itself, not what a link leads to; undefined also below a file. */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The folder, or the nearest above it that is there, if that is no folder. */
function findFileAmong(folder: string): string | undefined {
  for (let path = folder; ; path = dirname(path)) {
    const found = lookAt(path);
    if (found) return found.isDirectory() || found.isSymbolicLink() ? undefined : path;
    if (path === dirname(path)) return undefined;
  }
}
