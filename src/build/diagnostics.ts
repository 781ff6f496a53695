import { resolve } from 'node:path';
import type { ReadText } from '../plan/environment.ts';
import type { Diagnostic } from '../progress/run-event.ts';

const PLACE = /^((?:[A-Za-z]:)?[^:\s][^:]*\.\w+):(\d+)(?::(\d+))?: (.*)$/;

/**
 * Takes the complaints out of what the go command printed: `path:line:column: message`, with further lines of
 * a message indented by a tab. Paths are relative to `cwd`. `rest` is what names no place, less go's `# package`
 * headings.
 */
export function parseDiagnostics(
  output: string,
  cwd: string,
  readText: ReadText,
): { readonly diagnostics: readonly Diagnostic[]; readonly rest: string } {
  const diagnostics: Diagnostic[] = [];
  const rest: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const last = diagnostics.at(-1);
    const match = PLACE.exec(line);
    if (match) diagnostics.push(readPlace(match, cwd, readText));
    else if (last && rest.length === 0 && line.startsWith('\t')) {
      diagnostics[diagnostics.length - 1] = { ...last, message: `${last.message}\n${line}` };
    } else if (line.trim() !== '' && !line.startsWith('# ')) rest.push(line);
  }
  return { diagnostics, rest: rest.join('\n') };
}

function readPlace(match: RegExpExecArray, cwd: string, readText: ReadText): Diagnostic {
  const [, path = '', line = '', column = '0', message = ''] = match;
  const file = resolve(cwd, path);
  const source = readText(file)?.split(/\r?\n/)[Number(line) - 1];
  const place = { file, line: Number(line), column: Number(column), message };
  return source === undefined ? place : { ...place, source };
}

/** What to do about errors of the go command whose own words don't say it. */
export function adviseOnBuildFailure(output: string): string | undefined {
  const advice: readonly [RegExp, string][] = [
    [/flag provided but not defined: (\S+)/, 'See buildFlags: go build does not know $1.'],
    [
      /go\.(?:mod|work) requires go >= (\S+) \(running go ([^;)]+)/,
      'Install Go $1 or newer, lower the go line, or set GOTOOLCHAIN=auto.',
    ],
    [
      /main redeclared in this block/,
      'Several files of this package have a main: give each its own directory, or mark the ones apart with //go:build ignore and name one as file.',
    ],
    [/function main is undeclared in the main package/, 'The package main needs a func main().'],
    [/no required module provides package (\S+); to add it:/, 'Run the go get command above in the module.'],
    [/missing go\.sum entry/, 'Run go mod tidy in the module.'],
    [/no space left on device/, 'Free some disk space; the next change builds again.'],
    [/inconsistent vendoring/, 'Run go mod vendor (or go work vendor in a go.work workspace).'],
  ];
  for (const [pattern, text] of advice) {
    const match = pattern.exec(output);
    if (match)
      return text.replace(/\$(\d)/g, (_, at: string) => (match[Number(at)] ?? '').replace(/[;:]$/, ''));
  }
  return undefined;
}
