import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Outcome } from './ask-program.ts';
import type { RequestHold } from './request-hold.ts';
import { type RetryDeps, retryUntilReady } from './retry-until-ready.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** A connection on which nothing has moved for so long, in ms, does not keep a program from being stopped. */
const QUIET = 100;

export interface ConnectionDeps extends RetryDeps {
  readonly now: () => number;
}

/**
 * A server, which does not listen yet, that joins each connection with the program that is ready, and holds it,
 * unread, while none is. Where none will be, the connection is broken off.
 */
export function serveConnections(requestHold: RequestHold, deps: ConnectionDeps): Server {
  return createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', () => client.destroy());
    const refuse = () => client.resetAndDestroy();
    void serveConnection(client, requestHold, deps, refuse);
  });
}

/** Does so with one connection, which is paused; `refuse` ends it where no program will be. Never rejects. */
export async function serveConnection(
  client: Socket,
  requestHold: RequestHold,
  deps: ConnectionDeps,
  refuse: (why: Unavailable) => void,
): Promise<void> {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  const pending = { since: deps.now(), bytes: client.readableLength, gone: gone.signal };
  const why = await retryUntilReady(requestHold, pending, (upstream) => join(client, upstream, deps), deps);
  if (why) refuse(why);
}

function join(client: Socket, upstream: Upstream, { now, wait }: ConnectionDeps): Promise<Outcome> {
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
      resolve('done');
    });
    program.once('close', () => {
      leave();
      client.off('close', onGone);
      resolve('refused');
    });
  });
}
