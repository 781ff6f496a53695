import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { askProgram, type Outcome } from './ask-program.ts';
import { endToEnd, toPairs, valuesOf, without } from './headers.ts';
import type { Upstream } from './upstream.ts';

/** Types that go on until somebody ends them, and whose clients come again by themselves. */
const ENDLESS = /^(text\/event-stream|application\/(x-)?ndjson|multipart\/x-mixed-replace)\b/i;

/**
 * Passes a request on, and its answer back, both as streams; header names, order and duplicates stay as they were.
 * Never rejects. Unless it is done, the answer has not begun; where it is refused, nothing was sent.
 */
export function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
  mayReuse: boolean,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const outgoing = askProgram(request, headersOf(request), upstream, mayReuse);
    if (!outgoing) return resolve('no-answer');
    let incoming: IncomingMessage | undefined;
    const leave = upstream.enter({ windUp: () => windUp() });
    const windUp = () => {
      if (!incoming || !ENDLESS.test(incoming.headers['content-type'] ?? '')) return;
      incoming.unpipe(response);
      response.end();
      outgoing.destroy();
    };
    const onGone = () => void (response.writableFinished || outgoing.destroy());
    response.once('close', onGone);
    const settle = (outcome: Outcome) => {
      if (outcome !== 'done') response.off('close', onGone);
      resolve(outcome);
    };
    let isConnected = false;
    /** The program gets to know that the client has no more to say: Go then cancels the request’s context. */
    const passEnd = () => void outgoing.socket?.end();
    const onEnd = () => {
      if (outgoing.writableFinished) passEnd();
      else outgoing.once('finish', passEnd);
    };
    if (request.socket.readableEnded) onEnd();
    else request.socket.once('end', onEnd);
    outgoing.on('socket', (socket) => {
      const begin = () => {
        isConnected = true;
        sendBody(request, outgoing);
      };
      if (socket.connecting) socket.once('connect', begin);
      else begin();
    });
    outgoing.on('information', ({ statusCode, statusMessage, rawHeaders }) => {
      if (statusCode === 100) return response.writeContinue();
      // Only where nobody's answer has to come first on this connection, which is when it has its socket.
      const lines = toPairs(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
      response.socket?.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
    });
    outgoing.on('response', (answer) => {
      incoming = answer;
      if (!startAnswer(request, answer, response)) {
        outgoing.destroy();
        return settle('no-answer');
      }
      answer.on('error', () => response.destroy());
      answer.on('end', () => response.addTrailers(toPairs(answer.rawTrailers)));
      answer.pipe(response);
      // What an upload has left is read all the same: closing on it would lose the answer.
      response.once('finish', () => {
        request.unpipe(outgoing);
        request.resume();
      });
      if (upstream.isDraining) windUp();
      settle('done');
    });
    outgoing.on('error', () => {
      if (incoming) return;
      request.unpipe(outgoing);
      if (response.destroyed) settle('done');
      else if (!isConnected) settle('refused');
      else settle(outgoing.reusedSocket && mayReuse ? 'stale' : 'no-answer');
    });
    outgoing.on('close', () => {
      leave();
      request.socket.off('end', onEnd);
      // An answer that was broken off must not look complete.
      if (incoming && !incoming.complete && !response.writableEnded) response.destroy();
      settle('done');
    });
  });
}

function headersOf(request: IncomingMessage): string[] {
  const own = endToEnd(request.rawHeaders, 'transfer-encoding');
  // What HTTP/1.1 demands, and HTTP/1.0 does not know.
  const isHostless = request.httpVersion === '1.0' && valuesOf(own, 'host').length === 0;
  const headers = isHostless ? ['Host', '', ...own] : own;
  const hasLength = ['transfer-encoding', 'content-length'].some(
    (name) => valuesOf(headers, name).length > 0,
  );
  // Node would send an empty body in chunks.
  const mayHaveBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(request.method ?? '');
  return hasLength || !mayHaveBody ? headers : [...headers, 'Content-Length', '0'];
}

function sendBody(request: IncomingMessage, outgoing: ClientRequest): void {
  // Of a request without a body that is sent once more.
  if (request.readableEnded) return void outgoing.end();
  request.once('end', () => outgoing.addTrailers(toPairs(request.rawTrailers)));
  request.pipe(outgoing);
}

/** Sends the head of the answer; false where it can't be written as it is. */
function startAnswer(request: IncomingMessage, answer: IncomingMessage, response: ServerResponse): boolean {
  const { statusCode = 502, statusMessage = '' } = answer;
  const headers = endToEnd(answer.rawHeaders);
  const hasBody = request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
  const inChunks =
    hasBody && request.httpVersion === '1.1' && valuesOf(headers, 'content-length').length === 0;
  response.sendDate = false;
  try {
    // Trailers can only follow chunks.
    response.writeHead(statusCode, statusMessage, inChunks ? headers : without(headers, 'trailer'));
  } catch {
    return false;
  }
  if (!hasBody) return true;
  let hasBegun = false;
  answer.once('data', () => (hasBegun = true));
  // A stream's head goes out before its first bytes; else both go in one packet.
  setImmediate(() => {
    if (!hasBegun && !response.writableEnded && !response.destroyed) response.write(Buffer.alloc(0));
  });
  return true;
}
