import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answer as say } from '../pages/answer.ts';
import { isOwnPath } from '../pages/own-path.ts';
import type { LoadPages } from '../pages/pages.ts';
import { answerUnavailable } from './answer-unavailable.ts';
import { forwardRequest } from './forward-request.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { MOST_HEADERS } from './headers.ts';
import { bytesInMemory } from './held-bytes.ts';
import { lead } from './lead.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { serveConnection, type ConnectionPorts } from './serve-connections.ts';
import type { Switchboard } from './switchboard.ts';
import { tellProtocol } from './tell-protocol.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/**
 * A server, which does not listen yet, that passes each request on to the program that is ready, holds it while
 * none is, and says why where none will be. What is for our own pages they answer, where there are any; they are
 * loaded only then. A connection that begins with what Node's parser refuses is joined with the program as a whole.
 */
export function serveHttp(switchboard: Switchboard, loadPages: LoadPages, ports: ConnectionPorts): Server {
  const http = serveRequests(switchboard, loadPages, ports);
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    let bytes = Buffer.alloc(0);
    const onGone = () => client.destroy();
    const look = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const protocol = tellProtocol(bytes);
      if (protocol === undefined) return;
      client.off('data', look).off('end', onGone);
      if (protocol === 'http') {
        client.off('error', onGone);
        client.unshift(bytes);
        return void http.emit('connection', client);
      }
      client.pause().unshift(bytes);
      const refuse = (why: Unavailable) => {
        if (protocol === 'binary') return client.resetAndDestroy();
        refuseUpgrade(client, why);
        client.resume();
      };
      void serveConnection(client, switchboard, ports, refuse);
    };
    client.on('data', look).on('end', onGone).on('error', onGone);
  });
}

function serveRequests(switchboard: Switchboard, loadPages: LoadPages, ports: ConnectionPorts) {
  const server = createHttp({
    // The program says what is wrong with it.
    requireHostHeader: false,
    // Whoever uploads may take any time; an idle connection that is closed is a request that fails.
    requestTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 0,
    maxHeaderSize: MOST_HEADERS,
    // Another protocol is not spoken; without Upgrade such a request is like any other.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.maxHeadersCount = 0;
  // Whoever has no more to ask may still wait for the answer (`nc -N`).
  Object.assign(server, { httpAllowHalfOpen: true });

  const turns = new WeakMap<Socket, Promise<void>>();

  /** What is wrong with a page must not end the run: then this is answered, and true. */
  const guard = <T>(request: IncomingMessage, response: ServerResponse, show: () => T): T | true => {
    try {
      return show();
    } catch (error) {
      say(request, response, 500, 'text', `${(error as Error).message}\n`);
      return true;
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse, why: Unavailable) => {
    // Closing on a body that still comes would lose the answer.
    request.resume();
    const pages = await loadPages();
    guard(request, response, () => answerUnavailable(request, response, why, pages));
  };
  const isForPages = async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (!isOwnPath(request.url)) return false;
    const pages = await loadPages();
    return guard(request, response, () => pages?.handle(request, response)) ?? false;
  };
  /** Resolves once what the client has asked for before on this connection is answered: Go takes one after the other. */
  const takeTurn = (socket: Socket, response: ServerResponse) => {
    const turn = turns.get(socket);
    turns.set(socket, new Promise((resolve) => response.once('close', resolve)));
    return turn;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    await takeTurn(request.socket, response);
    if (await isForPages(request, response)) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const visitor = { since: ports.now(), bytes: bytesInMemory(request), gone: gone.signal };
    let mayReuse = isRepeatable(request);
    const pass = async (upstream: Upstream) => {
      const outcome = await forwardRequest(request, response, upstream, mayReuse);
      if (outcome === 'stale') mayReuse = false;
      return outcome;
    };
    const why = await lead(switchboard, visitor, pass, ports);
    if (why) await answer(request, response, why);
  };
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const gone = new AbortController();
    socket.on('error', () => socket.destroy());
    socket.once('close', () => gone.abort());
    const visitor = { since: ports.now(), bytes: 0, gone: gone.signal };
    const pass = (upstream: Upstream) =>
      forwardUpgrade(request, socket as Socket, head, upstream, ports.wait);
    const why = await lead(switchboard, visitor, pass, ports);
    if (why) refuseUpgrade(socket, why);
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
