/** A line that the program printed, with its colours. `id` counts from 1; `at` in ms since 1970. */
export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly text: string;
}

/** The newest lines. */
export interface LogLines {
  add(text: string, at: number): LogLine;
  /** Oldest first. */
  readonly lines: readonly LogLine[];
}

/** Characters; what prints without line ends must not fill the memory. */
const LONGEST = 4000;

/** Keeps the newest `most` lines. */
export function createLogLines(most = 1000): LogLines {
  let lines: LogLine[] = [];
  let count = 0;
  return {
    add(text, at) {
      const line = { id: ++count, at, text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text };
      lines.push(line);
      // Not one by one: a flood would move all of them each time.
      if (lines.length >= 2 * most) lines = lines.slice(-most);
      return line;
    },
    get lines() {
      return lines.slice(-most);
    },
  };
}
