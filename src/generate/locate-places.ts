import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../events/run-event.ts';
import { readLines } from './file-text.ts';

const MOST = 10;
const MOST_TRIED = 100;
/** Characters. Of what a tool prints, the end tells why it failed. */
const MOST_READ = 64 * 1024;

/** `file:line:column: message`, behind words such as `wire: ` or `failed to load schema: `; buf leaves the blank out. */
const COMPILER = /^(?:[^:\n]+: )*?((?:[A-Za-z]:)?[^\s:][^:\n]*):(\d+)(?::(\d+))?:\s?(.+)$/;
/** templ: `"file": file parsing error: message: line 6, col 0`, with columns from 0. */
const IN_WORDS = /(?:^|[\s"'])((?:[A-Za-z]:)?[^\s"':][^"':\n]*\.\w+)["']?:? (.+?):? line (\d+), col (\d+)/;
/** `file.go:3: running "stringer": exit status 1`, of go generate. */
const STARTED = /: running "[^"]*": (?:exit status|signal|exec)/;

/** What a tool prints, without colours and the frames around it; its last lines, without blanks at their ends. */
export function readOutput(output: string): readonly string[] {
  const text = stripVTControlCharacters(output.slice(-MOST_READ));
  return text
    .split(/\r?\n|\r/)
    .map((line) => line.replace(/^[│┃|]\s?/, '').replace(/\s*[│┃|]?\s*$/, ''))
    .filter((line) => line !== '' && !/^[\s─━╭╮╰╯┌┐└┘│┃]+$/.test(line));
}

/**
 * The places that a tool's output names, in files that can be read from one of these absolute folders; at most ten,
 * of the first hundred. Never rejects.
 */
export async function locatePlaces(output: string, folders: readonly string[]): Promise<Diagnostic[]> {
  const lines = readOutput(output);
  const found = await locateAll(
    lines.filter((line) => !STARTED.test(line)),
    folders,
  );
  if (found.length > 0) return found;
  // Of a tool that names no place, the line that has started it.
  const at = lines.findIndex((line) => STARTED.test(line));
  const [started] = await locateAll(lines.slice(at, at + 1), folders);
  const said = lines.slice(Math.max(0, at - 8), at).join('\n');
  return started ? [{ ...started, message: said || started.message }] : [];
}

async function locateAll(lines: readonly string[], folders: readonly string[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  let tried = 0;
  for (const [at, line] of lines.entries()) {
    const place = readPlace(line);
    if (place === undefined) continue;
    if (found.length === MOST || ++tried > MOST_TRIED) break;
    const file = await findFile(place, folders);
    if (file === undefined) continue;
    // A message goes on in the indented lines below.
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((next) => !/^\s+\S/.test(next));
    const message = [place.message, ...rest.slice(0, end < 0 ? rest.length : end)].join('\n');
    found.push({ ...file, line: place.line, column: place.column, message });
  }
  return found;
}

/** A place as a tool has written it; column 0 is unknown. */
interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

function readPlace(line: string): Place | undefined {
  const [, path, number, column = '0', message = ''] = COMPILER.exec(line.trimStart()) ?? [];
  if (path !== undefined) {
    return { path, line: Number(number), column: Number(column), message: message.trim() };
  }
  const words = IN_WORDS.exec(line);
  if (words === null) return undefined;
  const [, file = '', said = '', row, col] = words;
  const text = said.startsWith(file) ? said.slice(file.length).replace(/^ parsing error: /, '') : said;
  return { path: file, line: Number(row), column: Number(col) + 1, message: text.trim() };
}

async function findFile(
  { path, line }: Place,
  folders: readonly string[],
): Promise<Pick<Diagnostic, 'file' | 'source'> | undefined> {
  for (const folder of folders) {
    const file = resolve(folder, path);
    const source = (await readLines(file))[line - 1];
    if (source !== undefined) return { file, source };
  }
  return undefined;
}
