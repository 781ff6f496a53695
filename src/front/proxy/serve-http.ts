import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answer as say } from '../pages/answer.ts';
import type { Pages } from '../pages/pages.ts';
import { answerUnavailable } from './answer-unavailable.ts';
import { forwardRequest } from './forward-request.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { MOST_HEADERS } from './headers.ts';
import { bytesInMemory } from './held-bytes.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import type { Switchboard } from './switchboard.ts';
import type { Unavailable } from './unavailable.ts';

/** Before a program that refused a connection is tried again, in ms. */
const REFUSED_PAUSE = 50;

export interface HttpPorts {
  readonly now: () => number;
  readonly epoch: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * A server, which does not listen yet, that passes each request on to the program that is ready, holds it while
 * none is, and says why where none will be. `pages` answers what is for our own pages, where there are any.
 */
export function serveHttp(switchboard: Switchboard, pages: Pages | undefined, ports: HttpPorts): Server {
  const server = createServer({
    // Whoever uploads may take any time; an idle connection that is closed is a request that fails.
    requestTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 0,
    maxHeaderSize: MOST_HEADERS,
    // Another protocol is not spoken; without Upgrade such a request is like any other.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.maxHeadersCount = 0;

  const answer = (request: IncomingMessage, response: ServerResponse, why: Unavailable) => {
    // Closing on a body that still comes would lose the answer.
    request.resume();
    answerUnavailable(request, response, why, pages);
  };
  const isForPages = (request: IncomingMessage, response: ServerResponse): boolean => {
    // What is wrong with a page must not end the run.
    try {
      return pages?.handle(request, response) ?? false;
    } catch (error) {
      say(request, response, 500, 'text', `${(error as Error).message}\n`);
      return true;
    }
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (isForPages(request, response)) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const visitor = { since: ports.now(), bytes: bytesInMemory(request), gone: gone.signal };
    for (let mayReuse = isRepeatable(request); ;) {
      const way = await switchboard.admit(visitor);
      if (way === undefined) return;
      if (way.kind === 'closed') return answer(request, response, way.why);
      const outcome = await forwardRequest(request, response, way.upstream, mayReuse);
      switch (outcome) {
        case 'done':
          return;
        case 'stale':
          mayReuse = false;
          break;
        case 'refused':
          await ports.wait(REFUSED_PAUSE, gone.signal);
          break;
        case 'no-answer':
          return answer(request, response, noAnswer(ports.epoch()));
      }
    }
  };
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const gone = new AbortController();
    socket.on('error', () => socket.destroy());
    socket.once('close', () => gone.abort());
    const visitor = { since: ports.now(), bytes: 0, gone: gone.signal };
    for (;;) {
      const way = await switchboard.admit(visitor);
      if (way === undefined) return;
      if (way.kind === 'closed') return refuseUpgrade(socket, way.why);
      const outcome = await forwardUpgrade(request, socket as Socket, head, way.upstream, ports.wait);
      if (outcome === 'done') return;
      if (outcome === 'no-answer') return refuseUpgrade(socket, noAnswer(ports.epoch()));
      await ports.wait(REFUSED_PAUSE, gone.signal);
    }
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);
  server.on('request', onRequest);
  // The program decides whether a body may come.
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', onRequest);
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket, head));
  return server;
}

/** Whether a request may be sent once more when a connection, kept from an earlier one, was closed meanwhile. */
function isRepeatable({ method = '', headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

function noAnswer(at: number): Unavailable {
  return { reason: 'no-answer', message: 'the program closed the connection without an answer', at };
}
