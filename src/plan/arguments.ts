import { parseArgsStringToArgv } from 'string-argv';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { failure, type Result, success } from '../problem.ts';
import { shorten } from './shorten.ts';

/** An option that takes words: a string to be split, one number, or the words themselves. */
export type Words = string | number | readonly (string | number)[];

/** The options as Nx gives them: with the words of its command line, which schema.json asks for by that name. */
export type GivenOptions = GoRunOptions & { readonly __unparsed__?: readonly string[] };

/**
 * The options with words as they were typed: of what looks like a number Nx's parser makes one, so that `1e3`, `0x10`
 * and `1.50` would become 1000, 16 and 1.5. A number of project.json stays as it is.
 */
export function restoreWords({ __unparsed__: typed = [], ...options }: GivenOptions): GoRunOptions {
  const { args, buildFlags, env } = options;
  const variables = Object.entries(env ?? {}).map(([name, value]) => [
    name,
    restoreOne(value, findTyped(typed, `env.${name}`).at(-1)),
  ]);
  return {
    ...options,
    ...(args === undefined ? {} : { args: restore(args, findTyped(typed, 'args')) }),
    ...(buildFlags === undefined
      ? {}
      : { buildFlags: restore(buildFlags, findTyped(typed, 'build-?flags')) }),
    ...(env === undefined ? {} : { env: Object.fromEntries(variables) as GoRunOptions['env'] & {} }),
  };
}

/** Nx gives a list where the option was typed more than once. */
function restore(words: Words, typed: readonly string[]): string | number | (string | number)[] {
  if (!isList(words)) return restoreOne(words, typed.at(-1));
  return words.map((word, at) => (words.length === typed.length ? restoreOne(word, typed[at]) : word));
}

function restoreOne<T>(value: T, typed: string | undefined): T | string {
  return typeof value === 'number' && typed !== undefined && Number(typed) === value ? typed : value;
}

function isList(words: Words): words is readonly (string | number)[] {
  return Array.isArray(words);
}

/** What was typed for an option, behind `=` or as the next word. */
function findTyped(typed: readonly string[], name: string): string[] {
  const option = new RegExp(`^--?${name}(?:=([^]*))?$`, 'i');
  return typed.flatMap((word, at) => {
    const match = option.exec(word);
    return match === null ? [] : [match[1] ?? typed[at + 1] ?? ''];
  });
}

/**
 * Splits an option's words as a shell would, quotes included, without a shell. A backslash escapes a quote or a
 * blank and nothing else, so that `C:\dir` stays as it is. An array is taken as it is. Fails where a quote is
 * not closed or a word holds a NUL, which no process can be given.
 */
export function splitWords(option: string, words: Words | undefined): Result<string[]> {
  if (words === undefined) return success([]);
  const argv = typeof words === 'string' ? splitText(words) : [words].flat().map(String);
  if (argv === undefined) {
    return failure(
      `${option}: a quote is not closed in ${shorten(String(words))}`,
      'Close it, put the other kind of quotes around it, or give the words as an array.',
    );
  }
  const bad = argv.find((word) => word.includes('\0'));
  if (bad !== undefined) {
    const hint = 'No program can be given one; take it out.';
    return failure(`${option}: ${shorten(JSON.stringify(bad))} holds a NUL character`, hint);
  }
  return success(argv);
}

/** The words of a text, or undefined where a quote is not closed, which string-argv would not tell. */
function splitText(text: string): string[] | undefined {
  let open = '';
  let prepared = '';
  for (const part of text.match(/\\+["'\s]?|["']|[^\\"']+/g) ?? []) {
    const [, slashes = '', char = ''] = /^(\\*)(["'\s]?)$/.exec(part) ?? [];
    if (slashes !== '' && canEscape(char, open)) {
      const isEscaped = slashes.length % 2 === 1;
      prepared += slashes.slice(0, slashes.length / 2) + (isEscaped ? quote(char, open) : char);
      if (!isEscaped && char === '"') open = open === '' ? char : '';
      else if (!isEscaped && char === "'") open = char;
    } else {
      prepared += part;
      if (char === '"' || char === "'") open = open === '' ? char : open === char ? '' : open;
    }
  }
  return open === '' ? parseArgsStringToArgv(prepared) : undefined;
}

/** As in a shell: any quote or blank outside of quotes, `"` between double ones, nothing between single ones. */
function canEscape(char: string, open: string): boolean {
  return char !== '' && (open === '' || (open === '"' && char === '"'));
}

/** A character as string-argv takes it literally, at a place where the quote `open` is open. */
function quote(char: string, open: string): string {
  const quoted = char === '"' ? `'"'` : `"${char}"`;
  return `${open}${quoted}${open}`;
}

/** A word of a text that go splits, and where it stood. */
export interface GoWord {
  readonly text: string;
  readonly isQuoted: boolean;
  /** Offsets of the word with its quotes. */
  readonly start: number;
  readonly end: number;
}

/**
 * Splits GOFLAGS, or the value of -ldflags and the like, as go does (cmd/internal/quoted): at blanks; a word
 * that begins with a quote goes to the next one of its kind; nothing is escaped.
 */
export function splitGoWords(text: string): GoWord[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|([^ \t\r\n]+)/g)].map((match) => ({
    text: match[1] ?? match[2] ?? match[3] ?? '',
    isQuoted: match[3] === undefined,
    start: match.index,
    end: match.index + match[0].length,
  }));
}
