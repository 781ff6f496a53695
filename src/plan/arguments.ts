import { parseArgsStringToArgv } from 'string-argv';
import { failure, success, type Result } from './problem.ts';

/** An option that takes words: a string to be split, one number, or the words themselves. */
export type Words = string | number | readonly (string | number)[];

/**
 * Splits an option's words as a shell would, quotes included, without a shell. An array is taken as it is.
 * Fails where a quote is not closed or a word holds a NUL, which no process can be given.
 */
export function splitWords(option: string, words: Words | undefined): Result<string[]> {
  if (words === undefined) return success([]);
  if (typeof words === 'string' && hasOpenQuote(words)) {
    return failure(
      `${option}: a quote is not closed in ${words}`,
      'Close it, or give the words as an array.',
    );
  }
  const argv = typeof words === 'string' ? parseArgsStringToArgv(words) : [words].flat().map(String);
  const bad = argv.find((word) => word.includes('\0'));
  if (bad !== undefined) return failure(`${option}: ${JSON.stringify(bad)} holds a NUL character`);
  return success(argv);
}

/** True where string-argv would silently take the rest of the text as quoted. */
function hasOpenQuote(text: string): boolean {
  let open: string | undefined;
  for (const char of text) {
    if (open === undefined && (char === '"' || char === "'")) open = char;
    else if (char === open) open = undefined;
  }
  return open !== undefined;
}
