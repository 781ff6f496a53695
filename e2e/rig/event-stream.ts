import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Waiting } from './waiting.ts';

/** A line of NX_GO_RUN_EVENTS. */
export type LoggedEvent = RunEvent & {
  readonly version: number;
  readonly time: number;
  readonly project: string;
};

type Typed<T extends RunEvent['type']> = Extract<LoggedEvent, { type: T }>;

/** The run events of a task, as other tools get them. Each is given out once. */
export interface EventStream {
  /** For NX_GO_RUN_EVENTS. */
  readonly path: string;
  readonly all: readonly LoggedEvent[];
  /** Skips to the next event of this type (for which `where` holds), and gives it. */
  next<T extends RunEvent['type']>(
    type: T,
    where?: (event: Typed<T>) => boolean,
    limit?: number,
  ): Promise<Typed<T>>;
  /** Skips to the end of what has happened so far; what is given out then is newer. */
  skipAhead(): void;
  /** The types that have come since the last `skipAhead` or since the last one given out. */
  pending(): readonly RunEvent['type'][];
  close(): Promise<void>;
}

/** Listens at `path`: a Unix socket, or a named pipe of Windows. */
export async function openEventStream(path: string, waiting: Waiting): Promise<EventStream> {
  const all: LoggedEvent[] = [];
  const sockets = new Set<Socket>();
  let at = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      all.push(JSON.parse(line) as LoggedEvent);
      waiting.notify();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));

  return {
    path,
    all,
    next: <T extends RunEvent['type']>(
      type: T,
      where: (event: Typed<T>) => boolean = () => true,
      limit?: number,
    ) =>
      waiting.until(
        `the event ${type}`,
        () => {
          const isWanted = (event: LoggedEvent) => event.type === type && where(event as Typed<T>);
          const found = all.findIndex((event, index) => index >= at && isWanted(event));
          if (found < 0) return undefined;
          at = found + 1;
          return all[found] as Typed<T>;
        },
        limit,
      ),
    skipAhead() {
      at = all.length;
    },
    pending: () => all.slice(at).map(({ type }) => type),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
