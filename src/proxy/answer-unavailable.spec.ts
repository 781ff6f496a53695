import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pages } from '../ui/pages/pages.ts';
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
    expect(answer({ accept: 'application/json' }, { pages: PAGES }).body).toContain('"missing <T>"');
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
    expect(answer({ host, accept: 'application/json' }).body?.includes('a.go')).toBe(isTold);
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

  it('lets a near page see all of the answer, also with cookies, and no cache give it to another', () => {
    expect(answer({ origin: 'http://localhost:4200' }).headers).toMatchObject({
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'retry-after',
      vary: 'Origin',
    });
  });

  it('answers OPTIONS as such that is no preflight', () => {
    const origin = 'http://localhost:4200';
    expect(answer({ origin }, { method: 'OPTIONS' }).status).toBe(503);
    const asks = { 'access-control-request-method': 'PUT' };
    expect(answer({ origin, ...asks }).status).toBe(503);
    expect(answer(asks, { method: 'OPTIONS' }).status).toBe(503);
  });

  it('allows a preflight no headers that it does not ask for', () => {
    const asks = { origin: 'http://localhost:4200', 'access-control-request-method': 'PUT' };
    const { status, headers } = answer(asks, { method: 'OPTIONS' });
    expect(status).toBe(204);
    expect(headers['retry-after']).toBe('1');
    expect(headers).not.toHaveProperty('access-control-allow-headers');
  });

  it('tells a person all that is known, in paragraphs', () => {
    const why: Unavailable = {
      reason: 'build-failed',
      message: 'go build has failed',
      hint: 'mend it',
      at: 5,
      diagnostics: [
        { file: '/w/a.go', line: 1, column: 2, message: 'one', source: '\tx := 1 ' },
        { file: '/w/b.go', line: 3, column: 0, message: 'two' },
      ],
      output: '',
      lines: ['last', 'words'],
      served: { pid: 7, since: 0, until: 1500 },
    };
    expect(answer({}, { why }).body).toBe(`go build has failed

mend it

/w/a.go:1:2: one
    x := 1

/w/b.go:3: two

last
words

The last program was ready from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:01.500Z.
`);
    expect(answer({}, { why: { reason: 'ended', message: 'the run has ended', at: 5 } }).body).toBe(
      'the run has ended\n',
    );
  });

  it('answers HEAD without a body', () => {
    expect(answer({}, { method: 'HEAD' }).body).toBeUndefined();
  });
});
