import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Gives our own pages, once they are loaded; undefined where there are none. Never rejects. */
export type LoadPages = () => Promise<Pages | undefined>;

/** What a browser, or another client, is shown of a run. */
export interface Pages {
  /** True where it was a request for our own pages, below `/__go-run/`; it is answered then. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers a request that the program can't, by the error page: 503. */
  showError(request: IncomingMessage, response: ServerResponse): void;
}

/** Only our own files, and nothing that stands in the page itself. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const;

/** Headers of everything that we say ourselves. */
export const OWN_HEADERS: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** A whole answer. A HEAD request gets its headers. */
export function answer(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: keyof typeof TYPES,
  body: string | Buffer,
  more: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...OWN_HEADERS,
    'content-type': TYPES[type],
    'content-length': Buffer.byteLength(body),
    ...more,
  });
  response.end(method === 'HEAD' ? undefined : body);
}

/** How a client takes an answer. */
export type Form = 'html' | 'json' | 'text' | 'event-stream';

/**
 * By its `Accept` header (RFC 9110, 12.5.1): a page, JSON or a stream of events only where that is asked for by name.
 * A stream that is as welcome as JSON gives way to it: such a client reads both.
 */
export function chooseForm(accept: string | undefined): Form {
  const wanted = (accept ?? '').split(',').map((one) => {
    const [type = '', ...parameters] = one.trim().toLowerCase().split(';');
    const weight = parameters
      .map((part) => /^\s*q=([\d.]+)/.exec(part)?.[1])
      .find((found) => found !== undefined);
    return { type: type.trim(), weight: weight === undefined ? 1 : Number(weight) };
  });
  const weigh = (matches: (type: string) => boolean) =>
    Math.max(0, ...wanted.filter(({ type }) => matches(type)).map(({ weight }) => weight));
  const html = weigh((type) => type === 'text/html' || type === 'application/xhtml+xml');
  const json = weigh((type) => type === 'application/json' || type.endsWith('+json'));
  if (weigh((type) => type === 'text/event-stream') > Math.max(html, json)) return 'event-stream';
  if (html === 0 && json === 0) return 'text';
  return html >= json ? 'html' : 'json';
}

/** Where our own pages are. */
export const BASE = '/__go-run/';

/** Whether the target of a request is for our own pages. */
export function isOwnPath(target = ''): boolean {
  const path = pathOf(target);
  return path === BASE.slice(0, -1) || path.startsWith(BASE);
}

/** A target without its query, and without the server's name, which it may have (absolute-form, RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1)[0] ?? '';
}
