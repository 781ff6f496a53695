import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { EventSource } from '../../events/event-log.ts';
import type { RunEvent } from '../../events/run-event.ts';

/** A line of a stream. */
export type StreamedEvent = EventSource & { readonly version: number; readonly time: number } & RunEvent;

export interface StreamReader {
  onEvent(event: StreamedEvent): void;
  /** The executor is gone; it is looked for until it is there again. */
  onLost(): void;
}

/** ms; a failed connect costs next to nothing. */
const LOOK_EVERY = 300;

/** Reads the events at an address, now and whenever there is an executor. Gives what ends that. */
export function followStream(address: string, reader: StreamReader): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let end = () => {};
  const look = () => {
    const socket = connect(address);
    let wasThere = false;
    end = () => socket.destroy();
    // Whose process it is may end all the same.
    socket.unref();
    socket.on('connect', () => (wasThere = true));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (isOver) return;
      if (wasThere) reader.onLost();
      timer = setTimeout(look, LOOK_EVERY);
      timer.unref();
    });
    const lines = createInterface({ input: socket });
    // Readline passes on what its input complains of.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const event = parse(line);
      if (event !== undefined && !isOver) reader.onEvent(event);
    });
  };
  look();
  return () => {
    isOver = true;
    clearTimeout(timer);
    end();
  };
}

/** Undefined for a line that is none of version 1. */
function parse(line: string): StreamedEvent | undefined {
  try {
    const event = JSON.parse(line) as StreamedEvent;
    return event.version === 1 && typeof event.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
