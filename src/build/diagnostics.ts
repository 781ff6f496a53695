import { resolve } from 'node:path';
import type { ReadText } from '../plan/environment.ts';
import type { Diagnostic } from '../progress/run-event.ts';

/**
 * `path:line:column: message`. Only endings that go compiles or reads count, so that an address with a port
 * (`reading https://proxy.example.com:443: …`) is no place. A path may hold blanks, colons and a Windows drive.
 */
const PLACE =
  /^(?!go: )(\S.*?\.(?:go|mod|work|sum|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx)):(\d+)(?::(\d+))?: (.*)$/;

/**
 * Colours and links (ECMA-48, CSI and OSC). Unlike the expression of util.stripVTControlCharacters this one takes
 * no more than a pass.
 */
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** What go prints above the complaints about one package or file, and what they say themselves. */
const HEADING = /^# \S|^go: errors parsing \S.*:$/;

/**
 * Takes the complaints out of what the go command printed: `path:line:column: message`, with further lines of
 * a message indented; colours are taken out. Paths are relative to `cwd`. `rest` is what names no place, less
 * headings (`# package`). Never throws.
 */
export function parseDiagnostics(
  output: string,
  cwd: string,
  readText: ReadText,
): { readonly diagnostics: readonly Diagnostic[]; readonly rest: string } {
  const diagnostics: Diagnostic[] = [];
  const rest: string[] = [];
  const readLines = rememberLines(readText);
  let isInMessage = false;
  // A carriage return alone is how progress is shown: what stands behind it would cover the line.
  for (const line of output.replace(ESCAPES, '').split(/\r?\n|\r/)) {
    const last = diagnostics.at(-1);
    const match = PLACE.exec(line);
    if (match) {
      diagnostics.push(readPlace(match, cwd, readLines));
      isInMessage = true;
    } else if (last && isInMessage && /^\s+\S/.test(line)) {
      diagnostics[diagnostics.length - 1] = { ...last, message: `${last.message}\n${line}` };
    } else if (line.trim() !== '') {
      if (!HEADING.test(line)) rest.push(line);
      isInMessage = false;
    }
  }
  return { diagnostics, rest: rest.join('\n') };
}

type ReadLines = (file: string) => readonly string[];

/** The lines of a file, read once however many complaints name it. */
function rememberLines(readText: ReadText): ReadLines {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const lines = known.get(file) ?? readText(file)?.split(/\r?\n/) ?? [];
    known.set(file, lines);
    return lines;
  };
}

function readPlace(match: RegExpExecArray, cwd: string, readLines: ReadLines): Diagnostic {
  const [, path = '', line = '', column = '0', message = ''] = match;
  const file = resolve(cwd, path);
  const source = readLines(file)[Number(line) - 1];
  const place = { file, line: Number(line), column: Number(column), message };
  return source === undefined ? place : { ...place, source };
}
