import type { IncomingMessage } from 'node:http';
import { html, makeEditorUrl } from './html.ts';
import { isForLocalHost, isFromOwnPage } from './local-host.ts';
import { chooseForm, isOwnPath } from './pages.ts';

describe(html.name, () => {
  it('escapes every value, in content and in attributes, and what is HTML once only', () => {
    const inner = html`<b title="${'"><script>'}">${"<script>&'"}</b>`;
    const escaped = '<b title="&quot;&gt;&lt;script&gt;">&lt;script&gt;&amp;&#39;</b>';
    expect(html`<p>${inner}${[inner]}${7}</p>`.text).toBe(`<p>${escaped}${escaped}7</p>`);
  });
});

describe(chooseForm.name, () => {
  it.each<[string | undefined, string]>([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['application/json, text/plain, */*', 'json'],
    ['application/problem+json', 'json'],
    ['text/html;q=0.3, application/json', 'json'],
    ['application/json;q=0.1, text/html; q=0.9', 'html'],
    ['*/*', 'text'],
    ['text/event-stream', 'event-stream'],
    ['text/event-stream;q=0', 'text'],
    ['application/json, text/event-stream', 'json'],
    ['text/html;q=0', 'text'],
    ['', 'text'],
    [undefined, 'text'],
  ])('takes %j as %s', (accept, form) => {
    expect(chooseForm(accept)).toBe(form);
  });
});

describe(makeEditorUrl.name, () => {
  const place = { file: '/w/a b#?%.go', line: 3, column: 0, message: '' };

  it('escapes what would end the path', () => {
    expect(makeEditorUrl('vscode://file{file}:{line}:{column}', place)).toBe(
      'vscode://file/w/a%20b%23%3F%25.go:3:1',
    );
  });

  it('writes a path of Windows as a URL has it', () => {
    expect(makeEditorUrl('vscode://file{file}', { ...place, file: 'C:\\w\\a.go' })).toBe(
      'vscode://file/C:/w/a.go',
    );
  });
});

const request = (headers: Record<string, string>, localAddress = '127.0.0.1', remoteAddress = localAddress) =>
  ({ headers, socket: { localAddress, remoteAddress } }) as unknown as IncomingMessage;

describe(isForLocalHost.name, () => {
  it.each([
    'localhost',
    'localhost:8080',
    'api.localhost:1',
    '127.0.0.1',
    '127.9.9.9:80',
    '[::1]:80',
    'LOCALHOST',
  ])('takes %s', (host) => {
    expect(isForLocalHost(request({ host }))).toBe(true);
  });

  it.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '192.168.1.5',
    'evil.test#localhost',
    'a@localhost',
    '',
  ])('refuses %j', (host) => {
    expect(isForLocalHost(request({ host }))).toBe(false);
  });

  it('takes the very address at which a request arrived', () => {
    expect(isForLocalHost(request({ host: '192.168.1.5:80' }, '::ffff:192.168.1.5'))).toBe(true);
    expect(isForLocalHost(request({ host: 'phone.test:80' }, '192.168.1.5'))).toBe(false);
  });

  it.each(['localhost:80', '127.0.0.1', '192.168.1.5:80'])(
    'refuses a client of the network by %s',
    (host) => {
      expect(isForLocalHost(request({ host }, '192.168.1.5', '192.168.1.9'))).toBe(false);
      expect(isForLocalHost(request({ host }, '::ffff:192.168.1.5', '::ffff:192.168.1.9'))).toBe(false);
    },
  );
});

describe(isFromOwnPage.name, () => {
  it.each<[string, string | undefined, boolean]>([
    ['localhost:1', 'http://localhost:1', true],
    ['localhost:1', 'https://localhost:1', true],
    ['localhost:1', 'http://localhost:2', false],
    ['localhost:1', 'http://evil.test', false],
    ['localhost:1', 'null', false],
    ['localhost:1', undefined, false],
    ['evil.test', 'http://evil.test', false],
    ['192.168.1.5', 'http://192.168.1.5', false],
  ])('at %s, from %s: %s', (host, origin, expected) => {
    expect(isFromOwnPage(request(origin === undefined ? { host } : { host, origin }))).toBe(expected);
  });
});

describe(isOwnPath.name, () => {
  it.each<[string, boolean]>([
    ['/__go-run', true],
    ['/__go-run/events?a', true],
    ['http://localhost:8080/__go-run/', true],
    ['HTTP://x/__go-run', true],
    ['/__go-runner', false],
    ['/a?b=/__go-run/', false],
    ['http://localhost/a/__go-run/', false],
    ['http://__go-run/', false],
    ['*', false],
  ])('takes %s: %s', (target, isOwn) => {
    expect(isOwnPath(target)).toBe(isOwn);
  });
});
