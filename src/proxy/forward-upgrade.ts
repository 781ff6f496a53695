import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { askProgram, type Outcome } from './ask-program.ts';
import { endToEnd, writeHead } from './headers.ts';
import { joinWebSocket } from './join-web-socket.ts';
import type { Upstream } from './upstream.ts';

/**
 * Passes the handshake of a WebSocket on, and joins the two sides where the program agrees. `refused`: nothing of
 * it was sent. Never rejects.
 */
export function forwardUpgrade(
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
  upstream: Upstream,
  wait: (ms: number) => Promise<void>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = endToEnd(request.rawHeaders, 'connection', 'upgrade');
    const outgoing = askProgram(request, headers, upstream, false);
    if (!outgoing) return resolve('no-answer');
    let close: (() => void) | undefined;
    const leave = upstream.enter({ windUp: () => close?.() });
    let isConnected = false;
    let isAnswered = false;
    const onGone = () => outgoing.destroy();
    client.once('close', onGone);
    outgoing.on('socket', (socket) => socket.once('connect', () => (isConnected = true)));
    outgoing.on('upgrade', (answer, program, first) => {
      isAnswered = true;
      client.off('close', onGone);
      const { statusCode = 101, statusMessage = '', rawHeaders } = answer;
      client.write(writeHead(statusCode, statusMessage, rawHeaders));
      close = joinWebSocket(client, head, program, first, wait);
      program.once('close', leave);
      if (upstream.isDraining) close();
      resolve('done');
    });
    outgoing.on('response', (answer) => {
      isAnswered = true;
      const { statusCode = 502, statusMessage = '', rawHeaders } = answer;
      client.write(writeHead(statusCode, statusMessage, [...endToEnd(rawHeaders), 'Connection', 'close']));
      answer.on('error', () => client.destroy());
      answer.pipe(client);
      resolve('done');
    });
    outgoing.on('error', () => resolve(isConnected ? 'no-answer' : 'refused'));
    outgoing.on('close', () => {
      if (close === undefined) leave();
      if (!isAnswered) resolve(isConnected ? 'no-answer' : 'refused');
    });
    outgoing.end();
  });
}
