import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pages } from '../pages/pages.ts';
import { answerUnavailable } from './answer-unavailable.ts';
import type { Unavailable } from './unavailable.ts';

const WHY: Unavailable = {
  reason: 'build-failed',
  message: 'go build has failed',
  at: 5,
  diagnostics: [{ file: '/w/a.go', line: 1, column: 2, message: 'missing <T>' }],
};
const PAGES: Pages = {
  handle: () => false,
  showError: (_, response) => void response.writeHead(503, {}).end('the error page'),
};

describe(answerUnavailable.name, () => {
  const answer = (
    headers: Readonly<Record<string, string>>,
    { why = WHY, method = 'GET', pages }: { why?: Unavailable; method?: string; pages?: Pages } = {},
  ) => {
    const sent = { status: 0, headers: {} as Record<string, unknown>, body: undefined as string | undefined };
    const response = {
      writeHead(status: number, given: Record<string, unknown>) {
        Object.assign(sent, { status, headers: given });
        return response;
      },
      end: (body?: string) => (sent.body = body),
      destroy: () => (sent.status = -1),
    };
    const request = {
      method,
      headers: { host: 'localhost:8080', ...headers },
      socket: { remoteAddress: '127.0.0.1' },
    };
    answerUnavailable(
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
      why,
      pages,
    );
    return sent;
  };

  it.each([
    ['application/json', 'application/json; charset=utf-8', '"missing <T>"'],
    ['application/problem+json', 'application/json; charset=utf-8', '"missing <T>"'],
    ['*/*', 'text/plain; charset=utf-8', '/w/a.go:1:2: missing <T>'],
    ['text/html', 'text/plain; charset=utf-8', '/w/a.go:1:2: missing <T>'],
  ])('answers %s by %s', (accept, type, text) => {
    const { status, headers, body } = answer({ accept });
    expect([status, headers['content-type'], headers['retry-after']]).toEqual([503, type, '1']);
    expect(body).toContain(text);
  });

  it('shows a browser the error page, but for a program that did not answer', () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    expect(answer({ accept }, { pages: PAGES }).body).toBe('the error page');
    const why: Unavailable = { ...WHY, reason: 'no-answer' };
    expect(answer({ accept }, { pages: PAGES, why })).toMatchObject({ status: 502, headers: {} });
    expect(answer({ accept }, { pages: PAGES, why }).body).toContain('a.go');
  });

  it.each([
    ['localhost:8080', true],
    ['api.localhost', true],
    ['127.0.0.1:8080', true],
    ['[::1]:8080', true],
    ['evil.test', false],
    ['localhost.evil.test', false],
    ['', false],
  ])('tells of the sources by the name %s: %s', (host, isTold) => {
    expect(answer({ host }).body?.includes('a.go')).toBe(isTold);
    expect(answer({ host, accept: 'text/html' }, { pages: PAGES }).body?.includes('page')).toBe(isTold);
  });

  it.each([
    ['text/event-stream', true],
    ['text/event-stream, */*;q=0.1', true],
    ['application/json, text/event-stream', false],
    ['text/html, text/event-stream;q=0.5', false],
  ])('breaks the connection off for %s: %s', (accept, isBroken) => {
    expect(answer({ accept }).status === -1).toBe(isBroken);
    expect(answer({ accept }, { why: { ...WHY, reason: 'no-answer' } }).status === -1).toBe(isBroken);
  });

  it.each([
    ['http://localhost:4200', 'localhost:8080', true],
    ['https://app.localhost:4200', 'localhost:8080', true],
    ['http://[::1]:4200', 'localhost:8080', true],
    ['http://192.168.1.5:4200', '192.168.1.5:8080', true],
    ['http://evil.test', 'localhost:8080', false],
    ['http://localhost.evil.test', 'localhost:8080', false],
    ['null', 'localhost:8080', false],
  ])('lets a page of %s read why %s does not answer: %s', (origin, host, isLet) => {
    const { status, headers } = answer({ origin, host });
    expect([status, headers['access-control-allow-origin']]).toEqual([503, isLet ? origin : undefined]);
    const asks = {
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-a',
    };
    const preflight = answer({ origin, host, ...asks }, { method: 'OPTIONS' });
    expect(preflight.status).toBe(isLet ? 204 : 503);
    if (!isLet) return;
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '0',
    });
  });

  it('answers OPTIONS as such that is no preflight', () => {
    expect(answer({ origin: 'http://localhost:4200' }, { method: 'OPTIONS' }).status).toBe(503);
  });

  it('answers HEAD without a body', () => {
    expect(answer({}, { method: 'HEAD' }).body).toBeUndefined();
  });
});
