import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Switchboard } from './switchboard.ts';
import type { Upstream } from './upstream.ts';

/** A connection on which nothing has moved for so long, in ms, does not keep a program from being stopped. */
const QUIET = 100;
/** Before a program that refused a connection is tried again, in ms. */
const REFUSED_PAUSE = 50;

export interface ConnectionPorts {
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * A server, which does not listen yet, that joins each connection with the program that is ready, and holds it,
 * unread, while none is. Where none will be, the connection is broken off.
 */
export function serveConnections(switchboard: Switchboard, ports: ConnectionPorts): Server {
  const serve = async (client: Socket) => {
    const gone = new AbortController();
    client.on('error', () => client.destroy());
    client.once('close', () => gone.abort());
    const visitor = { since: ports.now(), bytes: 0, gone: gone.signal };
    for (;;) {
      const way = await switchboard.admit(visitor);
      if (way === undefined) return;
      if (way.kind === 'closed') return void client.resetAndDestroy();
      if (await join(client, way.upstream, ports)) return;
      await ports.wait(REFUSED_PAUSE, gone.signal);
    }
  };
  return createServer(
    { pauseOnConnect: true, allowHalfOpen: true, noDelay: true },
    (client) => void serve(client),
  );
}

/** False where the program refuses the connection. */
function join(client: Socket, upstream: Upstream, { now, wait }: ConnectionPorts): Promise<boolean> {
  return new Promise((resolve) => {
    let movedAt = now();
    // What the bytes mean is not known: that a request is over can only be guessed by silence.
    const windUp = async () => {
      for (let left = movedAt + QUIET - now(); left > 0 && !program.destroyed; left = movedAt + QUIET - now())
        await wait(left);
      leave();
    };
    const leave = upstream.enter({ windUp: () => void windUp() });
    const program = connect({ ...upstream.address, allowHalfOpen: true, noDelay: true });
    const onGone = () => program.destroy();
    client.once('close', onGone);
    program.on('error', () => program.destroy());
    program.once('connect', () => {
      for (const socket of [client, program]) socket.on('data', () => (movedAt = now()));
      client.pipe(program);
      program.pipe(client);
      program.once('close', (hadError) => void (hadError ? client.destroy() : client.destroySoon()));
      resolve(true);
    });
    program.once('close', () => {
      leave();
      client.off('close', onGone);
      resolve(false);
    });
  });
}
