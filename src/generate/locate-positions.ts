import { resolve } from 'node:path';
import type { Diagnostic } from '../progress/run-event.ts';
import { readLines } from './read-lines.ts';

const MOST = 10;
const MOST_TRIED = 100;

/**
 * The places that a text names in the form of compilers, `file:line:column: message` or `file:line: message`,
 * relative to `cwd`, in files that can be read; at most ten, of the first hundred. Never rejects.
 */
export async function locatePositions(text: string, cwd: string): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  const places = text.matchAll(/^[ \t]*((?:[A-Za-z]:)?[^\s:][^:\n]*):(\d+)(?::(\d+))?: (.+)$/gm);
  let tried = 0;
  for (const match of places) {
    if (found.length === MOST || ++tried > MOST_TRIED) break;
    const [, path = '', line, column, message = ''] = match;
    const file = resolve(cwd, path);
    const source = (await readLines(file))[Number(line) - 1];
    if (source === undefined) continue;
    found.push({ file, line: Number(line), column: Number(column ?? 0), message: message.trim(), source });
  }
  return found;
}
