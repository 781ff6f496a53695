import { createWriteStream, statSync } from 'node:fs';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import type { RunEvent } from './run-event.ts';

/** The version of the format: raised when a reader of the older one would misunderstand. */
export const EVENT_LOG_VERSION = 1;

/** Writes run events as JSON lines, for editors and other tools. */
export interface EventLog {
  write(event: RunEvent): void;
  close(): Promise<void>;
}

/**
 * Opens what NX_GO_RUN_EVENTS names: a file, to which is appended, or a Unix socket that somebody listens on.
 * Trouble with it is told once, by `onTrouble`, and never touches the run.
 */
export function openEventLog(
  path: string,
  project: string,
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
      stream?.write(`${JSON.stringify({ version: EVENT_LOG_VERSION, time: now(), project, ...event })}\n`);
    },
    close() {
      const open = stream;
      stream = undefined;
      return new Promise((resolve) => {
        if (!open) return resolve();
        open.once('close', resolve).once('error', () => resolve());
        open.end(() => resolve());
      });
    },
  };
}

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}
