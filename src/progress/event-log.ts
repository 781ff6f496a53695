import { createWriteStream, statSync } from 'node:fs';
import { connect } from 'node:net';
import { finished, type Writable } from 'node:stream';
import { formatEventLine, type EventSource } from './event-line.ts';
import type { RunEvent } from './run-event.ts';

/** How long the end of the run waits for a reader that has stopped to read. ms */
const LAST_WORDS = 500;

/** Bytes that wait for a reader; more are not kept for one that has stopped to read. */
const MOST_WAITING = 16 * 1024 * 1024;

/** Writes run events as JSON lines, for editors and other tools. */
export interface EventLog {
  write(event: RunEvent): void;
  /** Resolves once all is written, or cannot be. */
  close(): Promise<void>;
}

/**
 * Opens what NX_GO_RUN_EVENTS names: a file, to which is appended, or a Unix socket that somebody listens on.
 * `now` gives ms since 1970. Trouble with it is told once, by `onTrouble`, and never touches the run.
 */
export function openEventLog(
  path: string,
  task: EventSource,
  now: () => number,
  onTrouble: (message: string) => void,
): EventLog {
  let stream: Writable | undefined = isSocket(path) ? connect(path) : createWriteStream(path, { flags: 'a' });
  stream.on('error', (error) => {
    if (stream) onTrouble(error.message);
    stream = undefined;
  });
  return {
    write(event) {
      stream?.write(formatEventLine(task, event, now()));
      if (!stream || stream.writableLength <= MOST_WAITING) return;
      stream.destroy(new Error('nobody reads; no more events are written'));
    },
    async close() {
      const open = stream;
      if (!open) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LAST_WORDS);
      finished(open, { readable: false }, () => resolve());
      open.end();
      await promise;
      clearTimeout(timer);
      stream = undefined;
      open.destroy();
    },
  };
}

function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    // It is made as a file, or what stands in the way is told then.
    return false;
  }
}
