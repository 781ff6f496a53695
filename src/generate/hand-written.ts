import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What generators write at the head of their files (https://go.dev/s/generatedcode, and the habits of others). */
const GENERATED = /Code generated .*DO NOT EDIT|@generated|auto-?generated|^\/\*! tailwindcss/im;
/** Bytes; a licence may come first. */
const HEAD = 4096;

/** Files that a step may neither change nor remove, with their bytes. */
export type HandWritten = ReadonlyMap<string, Buffer>;

/**
 * Reads the files, absolute, that no step is known to have written and that don't say that they are generated.
 * A file that can't be read is left out. Never rejects.
 */
export async function readHandWritten(paths: readonly string[]): Promise<HandWritten> {
  const read = await Promise.all(
    paths.map(async (path): Promise<[string, Buffer] | undefined> => {
      const bytes = await readFile(path).catch(() => undefined);
      return bytes && !isGenerated(bytes) && !isCutOff(path, bytes) ? [path, bytes] : undefined;
    }),
  );
  return new Map(read.filter((one) => one !== undefined));
}

/** Nobody writes Go without anything in it: what is so is left by a tool that was killed as it began to write. */
function isCutOff(path: string, bytes: Buffer): boolean {
  return bytes.length === 0 && path.endsWith('.go');
}

function isGenerated(bytes: Buffer): boolean {
  return isGeneratedText(bytes.subarray(0, HEAD).toString('utf8'));
}

/** Whether a file's text says at its head that a tool has written it. */
export function isGeneratedText(text: string): boolean {
  return GENERATED.test(text.slice(0, HEAD));
}

/** Puts back what was changed or removed, and gives these paths. Rejects where the file system refuses. */
export async function putBack(files: HandWritten): Promise<string[]> {
  const restored: string[] = [];
  for (const [path, bytes] of files) {
    const now = await readFile(path).catch(() => undefined);
    // Of other files nobody can tell whether the person or the step wrote what is there.
    if (now && (now.equals(bytes) || !path.endsWith('.go'))) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    restored.push(path);
  }
  return restored;
}
