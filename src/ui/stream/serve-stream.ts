import { createServer, type Socket } from 'node:net';
import { formatEventLine } from '../../events/event-log.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { createReplay } from './replay.ts';
import { takePlace } from './socket-place.ts';
import { findStreamAddress, type StreamOwner, type StreamPlace } from './stream-address.ts';

/** The run events for whoever connects. */
export interface StreamServer {
  /** `time` in ms since 1970. */
  write(event: RunEvent, time: number): void;
  /** Resolves once all readers have the last event, or do not read, and the socket is gone. Never rejects. */
  close(): Promise<void>;
}

/** How far a reader may be behind before it is dropped. Bytes. */
const MOST_UNREAD = 1024 * 1024;
/** How long the end of the run waits for a reader that has stopped to read. ms */
const LAST_WORDS = 300;

/**
 * Serves the events of a task at its address: first the lines that tell the present state, then each event as it
 * comes. Where another run of the task is served there, this one is not. `onTrouble` is told why there is no
 * server; the stream then takes events all the same.
 */
export async function serveStream(
  owner: StreamOwner,
  place: StreamPlace,
  onTrouble: (message: string) => void,
): Promise<StreamServer> {
  const replay = createReplay();
  const readers = new Set<Socket>();
  const server = createServer((reader) => {
    readers.add(reader);
    reader.on('close', () => readers.delete(reader));
    reader.on('error', () => reader.destroy());
    // What it writes means nothing; unread, its end would not be seen.
    reader.resume();
    for (const line of replay.lines()) reader.write(line);
  });
  // The run's end waits for no reader.
  server.unref();
  const taken = await takePlace(server, findStreamAddress(owner, place), place).catch((error: Error) => {
    onTrouble(error.message);
    return null;
  });

  return {
    write(event, time) {
      const line = formatEventLine(owner, event, time);
      replay.add(event, line);
      // Nx may end this process before the run has ended; those who read are told of the rest.
      if (event.type === 'stopping') taken?.release();
      for (const reader of readers) {
        if (reader.writableLength > MOST_UNREAD) reader.destroy();
        else reader.write(line);
      }
    },
    async close() {
      taken?.release();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const reader of readers) reader.end();
      const timer = setTimeout(() => {
        for (const reader of readers) reader.destroy();
      }, LAST_WORDS);
      await closed;
      clearTimeout(timer);
    },
  };
}
