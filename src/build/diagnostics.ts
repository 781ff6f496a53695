import { resolve } from 'node:path';
import type { Diagnostic } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';

/**
 * `path:line:column: message`. Only endings that go compiles or reads count, so that an address with a port
 * (`reading https://proxy.example.com:443: …`) is no place. A path may hold blanks, colons and a Windows drive.
 */
const PLACE =
  /^(?!go: )(\S.*?\.(?:go|mod|work|sum|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx)):(\d+)(?::(\d+))?: (.*)$/;

/**
 * The same below the heading of a package, with any ending: a `//line` comment names what the Go file was made from, such
 * as a template or a grammar.
 */
const MADE_FROM = /^(\S.*?):(\d+)(?::(\d+))?: (.*)$/;

/**
 * Colours and links (ECMA-48, CSI and OSC). Unlike the expression of util.stripVTControlCharacters this one takes
 * no more than a pass.
 */
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** What go prints above the complaints about one package, and about one file, which they say themselves. */
const PACKAGE = /^# (\S+)/;
const FILE = /^go: errors parsing \S.*:$/;

/**
 * Takes the complaints out of what the go command printed: `path:line:column: message`, with further lines of
 * a message indented; colours are taken out. Paths are relative to `cwd`. `rest` is what names no place, below the heading
 * (`# package`) where nothing else says which package it is about. Never throws.
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
  /** The heading of the lines that come, until one of them has told which package it is. */
  let heading: string | undefined;
  let packageName: string | undefined;
  // A carriage return alone is how progress is shown: what stands behind it would cover the line.
  for (const line of output.replace(ESCAPES, '').split(/\r?\n|\r/)) {
    const last = diagnostics.at(-1);
    const match = PLACE.exec(line);
    const made = match || packageName === undefined ? null : readMadeFrom(line, packageName, cwd, readLines);
    if (match || made) {
      diagnostics.push(match ? readPlace(match, cwd, readLines) : (made as Diagnostic));
      isInMessage = true;
      heading = undefined;
    } else if (last && isInMessage && /^\s+\S/.test(line)) {
      diagnostics[diagnostics.length - 1] = { ...last, message: `${last.message}\n${line}` };
    } else if (line.trim() !== '') {
      isInMessage = false;
      const found = PACKAGE.exec(line)?.[1];
      if (found !== undefined) {
        packageName = found;
        heading = line;
      } else if (!FILE.test(line)) {
        if (heading !== undefined) rest.push(heading);
        heading = undefined;
        rest.push(line);
      }
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

/** A complaint about a file that is there, and that no compiler of go reads. */
function readMadeFrom(
  line: string,
  packageName: string,
  cwd: string,
  readLines: ReadLines,
): Diagnostic | undefined {
  const match = MADE_FROM.exec(line);
  const place = match && readPlace(match, cwd, readLines);
  return place?.source === undefined ? undefined : { ...place, package: packageName };
}

function readPlace(match: RegExpExecArray, cwd: string, readLines: ReadLines): Diagnostic {
  const [, path = '', line = '', column = '0', message = ''] = match;
  const file = resolve(cwd, path);
  const source = readLines(file)[Number(line) - 1];
  const place = { file, line: Number(line), column: Number(column), message };
  return source === undefined ? place : { ...place, source };
}
