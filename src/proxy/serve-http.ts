import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { type Duplex, getDefaultHighWaterMark } from 'node:stream';
import { answer as say, isOwnPath, type LoadPages } from '../ui/pages/pages.ts';
import { answerUnavailable, refuseUpgrade } from './answer-unavailable.ts';
import { forwardRequest } from './forward-request.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { MOST_HEADERS } from './headers.ts';
import type { RequestHold } from './request-hold.ts';
import { retryUntilReady } from './retry-until-ready.ts';
import { type ConnectionDeps, serveConnection } from './serve-connections.ts';
import { tellProtocol } from './tell-protocol.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/**
 * A server, which does not listen yet, that passes each request on to the program that is ready, holds it while
 * none is, and says why where none will be. What is for our own pages they answer, where there are any; they are
 * loaded only then. A connection that begins with what Node's parser refuses is joined with the program as a whole.
 */
export function serveHttp(requestHold: RequestHold, loadPages: LoadPages, deps: ConnectionDeps): Server {
  const http = serveRequests(requestHold, loadPages, deps);
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
      void serveConnection(client, requestHold, deps, refuse);
    };
    client.on('data', look).on('end', onGone).on('error', onGone);
  });
}

function serveRequests(requestHold: RequestHold, loadPages: LoadPages, deps: ConnectionDeps) {
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
    const pending = { since: deps.now(), bytes: bytesInMemory(request), gone: gone.signal };
    let mayReuse = isRepeatable(request);
    const pass = async (upstream: Upstream) => {
      const outcome = await forwardRequest(request, response, upstream, mayReuse);
      if (outcome === 'stale') mayReuse = false;
      return outcome;
    };
    const why = await retryUntilReady(requestHold, pending, pass, deps);
    if (why) await answer(request, response, why);
  };
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const gone = new AbortController();
    socket.on('error', () => socket.destroy());
    socket.once('close', () => gone.abort());
    const pending = { since: deps.now(), bytes: 0, gone: gone.signal };
    const pass = (upstream: Upstream) => forwardUpgrade(request, socket as Socket, head, upstream, deps.wait);
    const why = await retryUntilReady(requestHold, pending, pass, deps);
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

/**
 * How many bytes of a request's body are in memory while it is not read: Node stops reading at its high-water
 * mark, the rest stays with the client. A client that waits for `100 Continue` sends nothing yet.
 */
export function bytesInMemory({ headers }: Pick<IncomingMessage, 'headers'>): number {
  if (headers.expect?.toLowerCase() === '100-continue') return 0;
  const most = getDefaultHighWaterMark(false);
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(Number(headers['content-length'] ?? 0), most);
}
