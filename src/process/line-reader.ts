import { StringDecoder } from 'node:string_decoder';
import type { Timers } from './wait-until-gone.ts';

/** Who hears of a stream of text. */
export interface LineListener {
  /** Gets each line, without its line end. One that is longer than 64 Ki characters comes in parts. */
  readonly onLine: (line: string) => void;
  /**
   * Gets what stands in the last line so far, when that has had no end for 50 ms and nothing has come since: a prompt,
   * or `Print` where `Println` was meant. The line comes to `onLine` all the same, once it is whole.
   */
  readonly onUnended?: ((text: string) => void) | undefined;
}

/** Characters. A progress bar that only prints carriage returns never ends its line. */
const LONGEST = 64 * 1024;
/** ms; what is written at once may come in two chunks. */
const REST = 50;

/** Cuts UTF-8 into lines, with a bounded memory. */
export interface LineReader {
  write(chunk: Buffer): void;
  /** Gives what is left as a line. */
  end(): void;
}

/** Makes a line reader; `wait` is what tells a line without an end from one that is being written. */
export function createLineReader(
  { onLine, onUnended }: LineListener,
  { wait }: Pick<Timers, 'wait'>,
): LineReader {
  const decoder = new StringDecoder('utf8');
  let unended = '';
  let rest = new AbortController();

  const take = (text: string) => {
    let from = 0;
    for (let end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
      const line = unended + text.slice(from, end);
      unended = '';
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    unended += text.slice(from);
    for (; unended.length > LONGEST; unended = unended.slice(LONGEST)) onLine(unended.slice(0, LONGEST));
  };
  const listenForMore = async () => {
    rest = new AbortController();
    const { signal } = rest;
    await wait(REST, signal);
    if (!signal.aborted) onUnended?.(unended);
  };
  return {
    write(chunk) {
      rest.abort();
      take(decoder.write(chunk));
      if (onUnended && unended !== '') void listenForMore();
    },
    end() {
      rest.abort();
      take(decoder.end());
      if (unended !== '') onLine(unended);
      unended = '';
    },
  };
}
