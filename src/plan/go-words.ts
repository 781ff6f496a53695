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
