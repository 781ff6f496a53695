import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../progress/run-event.ts';

/**
 * The places that a text names in the form of compilers, `file:line:column: message` or `file:line: message`,
 * relative to `cwd`, in files that can be read; at most ten. Never rejects.
 */
export async function locatePositions(text: string, cwd: string): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const match of text.matchAll(/^\s*((?:[A-Za-z]:)?[^\s:][^:\n]*):(\d+)(?::(\d+))?: (.+)$/gm)) {
    const [, path = '', line, column, message = ''] = match;
    const file = resolve(cwd, path);
    const lines = await readFile(file, 'utf8').then(
      (read) => read.split(/\r?\n/),
      () => undefined,
    );
    const source = lines?.[Number(line) - 1];
    if (source !== undefined && found.length < 10)
      found.push({ file, line: Number(line), column: Number(column ?? 0), message: message.trim(), source });
  }
  return found;
}
