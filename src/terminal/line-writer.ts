import type { RunEvent } from '../events/run-event.ts';

export interface LineWriterStyle {
  /** Whether a line may be written over the last one. */
  readonly inPlace: boolean;
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
 * place; where that can't be, it is written every few seconds.
 */
export function createLineWriter({
  inPlace,
  now,
  write,
}: LineWriterStyle): (event: RunEvent, lines: readonly string[]) => void {
  let isOpen = false;
  let last: number | undefined;
  return (event, lines) => {
    const goesOn =
      event.type === 'installing' && event.progress !== undefined && event.progress.kind !== 'done';
    if (!goesOn) {
      if (isOpen) write(CLEAR);
      isOpen = false;
      for (const line of lines) write(`${line}\n`);
      return;
    }
    if (inPlace) {
      isOpen = true;
      write(CLEAR + lines.join(' '));
    } else if (last === undefined || now() - last >= INTERVAL) {
      last = now();
      for (const line of lines) write(`${line}\n`);
    }
  };
}
