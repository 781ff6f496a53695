import type { RunEvent } from '../events/run-event.ts';
import type { Renewal } from './colour.ts';

export interface LineWriterStyle {
  readonly renewal: Renewal;
  /** How many characters a line of the terminal has, where there is one. */
  readonly columns: () => number | undefined;
  /** ms */
  readonly now: () => number;
  readonly write: (text: string) => void;
}

/** Writes the lines that a reporter gives for an event. */
export type LineWriter = (event: RunEvent, lines: readonly string[]) => void;

/** Between two lines of something that goes on, where each stays. ms */
const INTERVAL = 5000;
/** To the first column, of the line above from below, and away with what is in that line (ECMA-48: CPL and EL). */
const CLEAR = { within: '\r\x1b[K', 'from-below': '\x1b[F\x1b[K' };

/**
 * Writes the lines of events. Those of something that goes on are one line, that is written again and again in its
 * place; where that can't be, it is written every few seconds. Nor can it be beside a program, which writes to the
 * same terminal.
 */
export function createLineWriter({ renewal, columns, now, write }: LineWriterStyle): LineWriter {
  let isOpen = false;
  let isAlone = true;
  let last: number | undefined;
  return (event, lines) => {
    if (event.type === 'started') isAlone = false;
    if (event.type === 'exited') isAlone = event.stillRunning !== true;
    if (!goesOn(event)) {
      if (isOpen && renewal === 'within') write(CLEAR.within);
      // By itself it would be a line of its own, so it goes with the next one.
      const clear = isOpen && renewal === 'from-below' ? CLEAR['from-below'] : '';
      if (renewal === 'within' || lines.length > 0) isOpen = false;
      for (const [at, line] of lines.entries()) write(`${at === 0 ? clear : ''}${line}\n`);
      return;
    }
    if (renewal !== 'never' && isAlone) {
      // What wraps can't be taken back.
      const line = cutVisibly(lines.join(' '), (columns() ?? Infinity) - 1);
      if (renewal === 'within') write(CLEAR.within + line);
      else write(`${isOpen ? CLEAR['from-below'] : ''}${line}\n`);
      isOpen = true;
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
