import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { isForLocalHost, isFromNearPage } from '../ui/pages/local-host.ts';
import { answer, chooseForm, type Pages } from '../ui/pages/pages.ts';
import { writeHead } from './headers.ts';
import type { Unavailable } from './unavailable.ts';

/** After how many seconds a client may come again: a build takes one or two. */
const RETRY_AFTER = '1';

/** 503: come again. 502: the program had the request and did not answer. */
function statusOf({ reason }: Pick<Unavailable, 'reason'>): {
  readonly code: number;
  readonly phrase: string;
} {
  const code = reason === 'no-answer' ? 502 : 503;
  return { code, phrase: STATUS_CODES[code] ?? '' };
}

/**
 * Says why no program answers: as the error page to a browser, where `pages` are there, as JSON where `Accept` asks
 * for it, else as text. Asked by a foreign name (DNS rebinding), it says nothing of the sources. For an `EventSource`
 * the connection is broken off: it never comes again after a status (HTML standard, §9.2.3), but does after that.
 */
export function answerUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  why: Unavailable,
  pages: Pages | undefined,
): void {
  const { code } = statusOf(why);
  const form = chooseForm(request.headers.accept);
  if (form === 'event-stream') return void response.destroy();
  const more = { 'retry-after': RETRY_AFTER, ...readableBy(request) };
  if (isPreflight(request)) {
    response.writeHead(204, { ...more, ...permissionsOf(request) });
    return void response.end();
  }
  if (!isForLocalHost(request)) {
    return answer(request, response, code, 'text', 'no program answers\n', more);
  }
  // The page shows what the run is at, which is another thing than a program that has not answered.
  if (form === 'html' && pages && why.reason !== 'no-answer') return pages.showError(request, response);
  if (form === 'json') return answer(request, response, code, form, `${JSON.stringify(why)}\n`, more);
  answer(request, response, code, 'text', describe(why), more);
}

/** Lets a page of another port read the answer, as the program would; a foreign site gets nothing. */
function readableBy(request: IncomingMessage): OutgoingHttpHeaders {
  if (!isFromNearPage(request)) return {};
  return {
    'access-control-allow-origin': request.headers.origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'retry-after',
    vary: 'Origin',
  };
}

/** Whether a browser asks if a near page may send a request: without a yes the page never sees the 503. */
function isPreflight(request: IncomingMessage): boolean {
  const { method, headers } = request;
  return (
    method === 'OPTIONS' && headers['access-control-request-method'] !== undefined && isFromNearPage(request)
  );
}

/** For this one request: the next one is the program's to allow. */
function permissionsOf({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const names = headers['access-control-request-headers'];
  return {
    'access-control-allow-methods': headers['access-control-request-method'],
    ...(names === undefined ? {} : { 'access-control-allow-headers': names }),
    'access-control-max-age': '0',
  };
}

/** The facts as lines for a person. */
function describe({ message, hint, diagnostics = [], output, lines = [], served }: Unavailable): string {
  const places = diagnostics.map(({ file, line, column, message: complaint, source }) => {
    const shown = source === undefined ? '' : `\n    ${source.trim()}`;
    return `${file}:${line}${column > 0 ? `:${column}` : ''}: ${complaint}${shown}`;
  });
  const before = served && `The last program was ready from ${time(served.since)} to ${time(served.until)}.`;
  const parts = [message, hint, ...places, output, lines.join('\n'), before];
  return `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

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
