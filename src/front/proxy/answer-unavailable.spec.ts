import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnavailable } from './answer-unavailable.ts';
import type { Unavailable } from './unavailable.ts';

const WHY: Unavailable = {
  reason: 'build-failed',
  message: 'go build has failed',
  at: 5,
  diagnostics: [{ file: '/w/a.go', line: 1, column: 2, message: 'missing <T>' }],
};

describe(answerUnavailable.name, () => {
  const answer = (headers: Readonly<Record<string, string>>, why = WHY, method = 'GET') => {
    const sent = { status: 0, headers: {} as Record<string, unknown>, body: undefined as string | undefined };
    const response = {
      writeHead: (status: number, _: string, given: Record<string, unknown>) =>
        Object.assign(sent, { status, headers: given }),
      end: (body?: Buffer) => (sent.body = body?.toString()),
    };
    const request = { method, headers: { host: 'localhost:8080', ...headers } };
    answerUnavailable(request as unknown as IncomingMessage, response as unknown as ServerResponse, why);
    return sent;
  };

  it.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8', 'missing &lt;T>'],
    ['application/json', 'application/json; charset=utf-8', '"missing <T>"'],
    ['application/problem+json', 'application/json; charset=utf-8', '"missing <T>"'],
    ['*/*', 'text/plain; charset=utf-8', '/w/a.go:1:2: missing <T>'],
  ])('answers %s by %s', (accept, type, text) => {
    const { status, headers, body } = answer({ accept });
    expect([status, headers['Content-Type'], headers['Retry-After']]).toEqual([503, type, '1']);
    expect(body).toContain(text);
  });

  it.each([
    ['localhost:8080', true],
    ['api.localhost', true],
    ['127.0.0.1:8080', true],
    ['[::1]:8080', true],
    ['192.168.1.5', true],
    ['evil.test', false],
    ['localhost.evil.test', false],
    ['', false],
  ])('tells of the sources by the name %s: %s', (host, isTold) => {
    expect(answer({ host }).body?.includes('a.go')).toBe(isTold);
  });

  it('answers HEAD without a body, and 502 where the program did not answer', () => {
    expect(answer({}, WHY, 'HEAD').body).toBeUndefined();
    expect(answer({}, { ...WHY, reason: 'no-answer' }).status).toBe(502);
  });
});
