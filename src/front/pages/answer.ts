import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

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
