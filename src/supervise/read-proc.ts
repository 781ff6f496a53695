import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

let buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * Reads a file of procfs whole, or gives undefined where that can't be done: the process is gone, it
 * belongs to somebody else, or there is no procfs. Such files have no size, hence the loop. The bytes are
 * valid until the next call.
 */
export function readProc(file: string): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    let length = 0;
    for (;;) {
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(length)]);
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) return buffer.subarray(0, length);
      length += count;
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The names in a folder of procfs that are numbers: processes, threads, descriptors. Empty if unreadable. */
export function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * The fields of a process's stat file from the third on, see proc(5); all empty if it can't be read. The
 * name before them, in parentheses, may itself hold spaces and parentheses.
 */
export function readStat(folder: string): string[] {
  const text = readProc(`${folder}/stat`)?.toString('latin1') ?? '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
