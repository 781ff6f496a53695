import { constants, createWriteStream, openSync, statSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { finished, type Writable } from 'node:stream';
import { thisSystem } from '../process/system.ts';
import type { RunEvent } from './run-event.ts';

/** How long the end of the run waits for a reader that has stopped to read. ms */
const LAST_WORDS = 500;

/** How much waits for a reader that has stopped to read, or for a disk that hangs. bytes */
const MOST_WAITING = 8 * 1024 * 1024;

/** Writes run events as JSON lines, for editors and other tools. */
export interface EventLog {
  write(event: RunEvent): void;
  /** Resolves once all is written, or cannot be. */
  close(): Promise<void>;
}

/**
 * Opens what NX_GO_RUN_EVENTS names: a file, to which is appended, or a Unix socket or named pipe whose other end is open.
 * `now` gives ms since 1970. Trouble with it is told once, by `onTrouble`, and never touches the run. A reader with 8 MiB
 * of arrears gets nothing more.
 */
export function openEventLog(
  path: string,
  task: EventSource,
  now: () => number,
  onTrouble: (message: string) => void,
): EventLog {
  let stream: Writable | undefined;
  const giveUp = (error: Error) => {
    if (stream) onTrouble(error.message);
    stream = undefined;
  };
  try {
    stream = openStream(path);
    stream.on('error', giveUp);
  } catch (error) {
    onTrouble((error as Error).message);
  }
  return {
    write(event) {
      if (!stream) return;
      stream.write(formatEventLine(task, event, now()));
      if (stream.writableLength <= MOST_WAITING) return;
      stream.destroy();
      stream = undefined;
      onTrouble('8 MiB wait for a reader that does not read: nothing more is written');
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

/** What a named pipe of Windows begins with. */
const PIPE = /^[\\/]{2}[.?][\\/]pipe[\\/]/i;

function openStream(path: string): Writable {
  // To look at one is to connect to it, and then fails: EISDIR (nodejs/node#40006).
  if (thisSystem.stream === 'pipe' && PIPE.test(path)) return connect(path);
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isSocket()) return connect(path);
  if (!kind?.isFIFO()) return createWriteStream(path, { flags: 'a' });
  // To open one that nobody reads blocks a thread for which the end of the process would wait; so it gives ENXIO.
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: false, writable: true });
}

/** The version of the format: raised when a reader of the older one would misunderstand. */
const EVENT_LINE_VERSION = 1;

/** Names the run whose event it is. */
export interface EventSource {
  readonly project: string;
  readonly target: string;
}

/**
 * A run event as a line of JSON, with its line end, as docs/events.md describes it. `time` in ms since 1970.
 * Durations have one digit behind the point.
 */
export function formatEventLine({ project, target }: EventSource, event: RunEvent, time: number): string {
  const line = { version: EVENT_LINE_VERSION, time, project, target, ...event };
  return `${JSON.stringify(line, (_, value: unknown) => round(value))}\n`;
}

function round(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
