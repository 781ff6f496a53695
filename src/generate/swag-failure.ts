import { resolve } from 'node:path';
import type { Diagnostic } from '../events/run-event.ts';
import type { Problem } from '../problem.ts';
import { readLines } from './file-text.ts';

/** Of what swag writes, the end tells why it failed; a panic's stack is shorter. Characters. */
const MOST_READ = 32 * 1024;

/** What is told of a failed generator. */
export interface Explained {
  readonly problem: Problem;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes what swag wrote to stderr into a problem and, where it says or lets one find out, the place. `cwd`:
 * where swag ran; `generalInfo`: the absolute path of the file with the general annotations. Texts of swag
 * v1.16.6 (parser.go, packages.go). Never rejects.
 */
export async function explainSwagFailure(
  stderr: string,
  cwd: string,
  generalInfo: string,
): Promise<Explained> {
  const text = lastLines(stderr.slice(-MOST_READ), Infinity);
  const diagnostic =
    (await locateComment(text)) ??
    (await locatePosition(text, cwd)) ??
    (await locateGeneral(text, generalInfo));
  if (diagnostic) return { problem: describe(diagnostic.message), diagnostics: [diagnostic] };
  const panic = /^(?:[\d/]+ [\d:]+ )?(panic: .*)$/m.exec(stderr);
  return { problem: describe(panic?.[1] ?? lastLines(text, 8)), diagnostics: [] };
}

function describe(text: string): Problem {
  const unresolved = /cannot find type definition: (\S+)/.exec(text);
  if (unresolved)
    return {
      message: `swag does not know the type ${unresolved[1]}.`,
      hint: 'Check its name and import. For a type of another module add --parseDependencyLevel=1 to swagger.flags.',
    };
  const flag = /flag provided but not defined: (\S+)/.exec(text);
  if (flag)
    return {
      message: `swag does not know the flag ${flag[1]}.`,
      hint: 'Check swagger.flags, and that swag is v1.8.12 or newer (`swag --version`).',
    };
  return { message: text === '' ? 'swag failed without saying why.' : `swag: ${text}` };
}

/** `ParseComment error in file F for comment: 'C': …` has no line: C is looked for in F. */
async function locateComment(text: string): Promise<Diagnostic | undefined> {
  const [, file, rest] = /ParseComment error in file (.+?) for comment: '([\s\S]*)$/.exec(text) ?? [];
  if (file === undefined || rest === undefined) return undefined;
  const lines = await readLines(file);
  // The comment, or the message, may hold the same three characters.
  for (let at = rest.indexOf("': "); at >= 0; at = rest.indexOf("': ", at + 1)) {
    const comment = rest.slice(0, at).split('\n')[0]?.trim() ?? '';
    const message = rest.slice(at + 3).trim();
    const index = lines.findIndex((line) => line.trim() === comment);
    if (index >= 0)
      return diagnose(file, lines, index, message, columnOfCulprit(lines[index] ?? '', message));
  }
  const at = rest.indexOf("': ");
  return { file, line: 1, column: 0, message: at < 0 ? rest : rest.slice(at + 3) };
}

/** `…: F:12:3: expected …`, relative to where swag ran. */
async function locatePosition(text: string, cwd: string): Promise<Diagnostic | undefined> {
  const [, path, line, column, message] =
    /(?:failed to parse file .+?, error:|cannot parse source files .+?: )(.+?):(\d+):(\d+): (.+)/.exec(
      text,
    ) ?? [];
  if (path === undefined || message === undefined) return undefined;
  const file = resolve(cwd, path);
  return diagnose(file, await readLines(file), Number(line) - 1, message, Number(column));
}

/** Complaints about general annotations name the annotation, not the file. */
async function locateGeneral(text: string, generalInfo: string): Promise<Diagnostic | undefined> {
  const annotation = /(?:^|\s)(@[\w.-]+)/.exec(text)?.[1]?.toLowerCase();
  if (annotation === undefined) return undefined;
  const lines = await readLines(generalInfo);
  const index = lines.findIndex((line) =>
    line
      .toLowerCase()
      .split(/[\s/*]+/)
      .includes(annotation),
  );
  if (index < 0) return undefined;
  return diagnose(generalInfo, lines, index, text, columnOfCulprit(lines[index] ?? '', annotation));
}

function diagnose(
  file: string,
  lines: readonly string[],
  index: number,
  message: string,
  column: number,
): Diagnostic {
  const source = lines[index];
  return { file, line: index + 1, column, message, ...(source !== undefined && { source }) };
}

/** The column of the last word that both have, else of the annotation; in bytes from 1, as Go counts. */
function columnOfCulprit(line: string, message: string): number {
  const culprit = /([\w.@-]+)\W*$/.exec(message)?.[1] ?? '';
  const at = culprit.length > 2 ? line.toLowerCase().lastIndexOf(culprit.toLowerCase()) : -1;
  return Buffer.byteLength(line.slice(0, Math.max(0, at >= 0 ? at : line.indexOf('@')))) + 1;
}

/**
 * The warnings on swag's stdout that a person should know of: routes that are declared twice, of which one
 * is missing from the specification. All else there is progress, or of no consequence.
 */
export function readSwagWarnings(stdout: string): Problem[] {
  const routes = [...stdout.matchAll(/warning: route (\S+ \S+) is declared multiple times/g)].map(
    (match) => match[1],
  );
  return [...new Set(routes)].map((route) => ({
    message: `swagger: the route ${route} is declared more than once; only the last one is in the specification.`,
    hint: `Look for \`@Router\` lines with this path, and give each handler a route of its own.`,
  }));
}

/** The last lines of a text that hold anything, joined by line breaks; without swag's time stamps. */
export function lastLines(text: string, count: number): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '').trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-count).join('\n');
}
