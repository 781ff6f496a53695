import type { RunEvent } from '../events/run-event.ts';

export interface LineWriterStyle {
  /** Whether a line may be written over the last one. */
  readonly inPlace: boolean;
  /** How many characters a line of the terminal has, where there is one. */
  readonly columns: () => number | undefined;
  /** ms */
  readonly now: () => number;
  readonly write: (text: string) => void;
}

/** Between two lines of something that goes on, where each stays. ms */
const INTERVAL = 5000;
/** To the first column, and away with what is in the line (ECMA-48). */
const CLEAR = '\r\x1b[K';

/**
 * Writes the lines of events. Those of something that goes on are one line, that is written again and again in its
 * place; where that can't be, it is written every few seconds. Nor can it be beside a program, which writes to the
 * same terminal.
 */
export function createLineWriter({
  inPlace,
  columns,
  now,
  write,
}: LineWriterStyle): (event: RunEvent, lines: readonly string[]) => void {
  let isOpen = false;
  let isAlone = true;
  let last: number | undefined;
  return (event, lines) => {
    if (event.type === 'started') isAlone = false;
    if (event.type === 'exited') isAlone = event.stillRunning !== true;
    if (!goesOn(event)) {
      if (isOpen) write(CLEAR);
      isOpen = false;
      for (const line of lines) write(`${line}\n`);
      return;
    }
    if (inPlace && isAlone) {
      isOpen = true;
      // What wraps can't be taken back.
      write(CLEAR + cutVisibly(lines.join(' '), (columns() ?? Infinity) - 1));
    } else if (last === undefined || now() - last >= INTERVAL) {
      last = now();
      for (const line of lines) write(`${line}\n`);
    }
  };
}

function goesOn(event: RunEvent): boolean {
  if (event.type === 'installing') return event.progress !== undefined && event.progress.kind !== 'done';
  return event.type === 'progress';
}

/** A line cut to `most` characters that are seen; colours are none, and stay. */
function cutVisibly(line: string, most: number): string {
  let seen = 0;
  return line.replace(/\x1b\[[\d;]*m|./gsu, (part) => {
    if (part.startsWith('\x1b[')) return part;
    seen += 1;
    return seen < most ? part : seen === most ? '…' : '';
  });
}
