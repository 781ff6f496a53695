import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { isLocalHost } from './local-host.ts';
import type { Unavailable } from './unavailable.ts';

/** After how many seconds a client may come again: a build takes one or two. */
export const RETRY_AFTER = '1';

/** 503: come again. 502: the program had the request and did not answer. */
export function statusOf({ reason }: Unavailable): { readonly code: number; readonly phrase: string } {
  const code = reason === 'no-answer' ? 502 : 503;
  return { code, phrase: STATUS_CODES[code] ?? '' };
}

/**
 * Says why no program answers: a page for browsers, JSON with the same facts where `Accept` asks for it, else
 * text. Asked by a foreign name (DNS rebinding), it says nothing of the sources.
 */
export function answerUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  why: Unavailable,
): void {
  const { code, phrase } = statusOf(why);
  const told: Unavailable = isLocalHost(request.headers.host)
    ? why
    : { reason: why.reason, message: 'no program answers', at: why.at };
  const { type, text } = write(told, request.headers.accept ?? '', phrase);
  const body = Buffer.from(text);
  response.writeHead(code, phrase, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'Retry-After': RETRY_AFTER,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function write(why: Unavailable, accept: string, phrase: string): { type: string; text: string } {
  const kind = accept.match(/text\/html|application\/(?:[\w.+-]*\+)?json/i)?.[0].toLowerCase();
  if (kind === undefined) return { type: 'text/plain', text: describe(why) };
  if (kind !== 'text/html') return { type: 'application/json', text: `${JSON.stringify(why)}\n` };
  const page = `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>${phrase}</title><pre>${escape(describe(why))}</pre>\n`;
  return { type: 'text/html', text: page };
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

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
