import { readFile, stat } from 'node:fs/promises';

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
