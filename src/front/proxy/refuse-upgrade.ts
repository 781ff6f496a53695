import type { Duplex } from 'node:stream';
import { writeHead } from './headers.ts';
import { RETRY_AFTER, statusOf } from './answer-unavailable.ts';
import type { Unavailable } from './unavailable.ts';

/** Answers the handshake of a WebSocket that no program takes, and closes the connection. */
export function refuseUpgrade(socket: Duplex, why: Pick<Unavailable, 'reason' | 'message'>): void {
  const { code, phrase } = statusOf(why);
  const body = Buffer.from(`${why.message}\n`);
  const headers = [
    ...['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(body.length)],
    ...['Retry-After', RETRY_AFTER, 'Cache-Control', 'no-store', 'Connection', 'close'],
  ];
  socket.end(Buffer.concat([writeHead(code, phrase, headers), body]));
}
