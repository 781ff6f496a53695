import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createFiles } from '../files/testing/temporary-files.ts';
import { createGet, readBody } from './http-get.ts';
import type { Answer } from './http-request.ts';

const never = new AbortController().signal;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const get = (url: string, env: Record<string, string> = {}, signal = never, silence = 20_000) =>
  createGet({ env, silence })(url, signal);

async function text(answer: Answer): Promise<unknown> {
  if (answer.kind !== 'body') return answer;
  const bytes = await readBody(answer, 1000);
  return Buffer.isBuffer(bytes) ? bytes.toString() : bytes;
}

describe('a GET', () => {
  it('gives the body with its length, and refusals with their status', async () => {
    const { url } = await listen((request, answer) => {
      if (request.url === '/x') answer.setHeader('content-length', 2).end('hi');
      else answer.writeHead(403).end('no');
    });
    const answer = await get(`${url}/x`);
    expect(answer).toMatchObject({ kind: 'body', length: 2 });
    expect(await text(answer)).toBe('hi');
    expect(await get(`${url}/y`)).toEqual({ kind: 'refused', status: 403 });
  });

  it('sends user and password of the URL, not in the URL', async () => {
    const { url } = await listen((request, answer) => answer.end(request.headers.authorization ?? 'none'));
    const login = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`;
    expect(await text(await get(url.replace('//', '//ada:p%40ss@')))).toBe(login);
    expect(await text(await get(url))).toBe('none');
  });

  it('follows redirects, to another host without user and password', async () => {
    const target = await listen((request, answer) => answer.end(request.headers.authorization ?? 'none'));
    const { url } = await listen((request, answer) => {
      const location =
        request.url === '/here' ? '/there' : request.url === '/there' ? `${target.url}/x` : '/loop';
      answer.writeHead(302, { location }).end();
    });
    const own = url.replace('//', '//ada:secret@');
    expect(await text(await get(`${own}/here`))).toBe('none');
    expect(await get(`${own}/loop`)).toMatchObject({ reason: expect.stringContaining('more than 10 times') });
  });

  it('goes through the proxy of the environment, with its user and password', async () => {
    const { url } = await listen((request, answer) =>
      answer.end(`${request.url} ${request.headers['proxy-authorization']}`),
    );
    const HTTP_PROXY = url.replace('//', '//ada:secret@');
    const login = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
    const env = { HTTP_PROXY };
    expect(await text(await get('http://go.example.test/x', env))).toBe(`http://go.example.test/x ${login}`);
  });

  it('asks the proxy for a tunnel to an https server, and says who refuses it', async () => {
    const asked: (string | undefined)[] = [];
    const { url, server } = await listen(() => undefined);
    server.on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const answer = await get('https://go.example.test/x', {
      HTTPS_PROXY: url.replace('//', '//ada:secret@'),
    });
    expect(asked).toEqual(['go.example.test:443', `Basic ${Buffer.from('ada:secret').toString('base64')}`]);
    expect(answer).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringMatching(/^go\.example\.test through the proxy 127\.0\.0\.1:\d+ can't be reached/),
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it.each(['socks5://proxy:1080', 'http://[', 'nonsense://'])(
    'says that %s is no proxy for it',
    async (HTTPS_PROXY) => {
      expect(await get('https://go.example.test/', { HTTPS_PROXY })).toMatchObject({ kind: 'unreachable' });
    },
  );

  it('says that nobody listens', async () => {
    const { url, server } = await listen(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect(await get(url)).toMatchObject({
      reason: expect.stringMatching(/can't be reached: .*ECONNREFUSED/),
    });
  });

  it('says that nobody listens where the environment names a proxy', async () => {
    const { url, server } = await listen(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect(await get('https://go.example.test/x', { HTTPS_PROXY: url })).toMatchObject({
      reason: expect.stringMatching(
        /^go\.example\.test through the proxy .* can't be reached: .*ECONNREFUSED/,
      ),
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
  });

  it.each([
    ['never answers', () => undefined],
    ['stops in the middle', ((_, answer) => void answer.write('half')) satisfies RequestListener],
  ] as const)('gives up a server that %s', async (_, listener) => {
    const { url } = await listen(listener);
    const answer = await get(url, {}, never, 50);
    const reason = answer.kind === 'unreachable' ? answer.reason : JSON.stringify(await text(answer));
    expect(reason).toContain('has sent nothing for');
  });

  it('gives up a proxy that never opens the tunnel', async () => {
    const { url, server } = await listen(() => undefined);
    const opened = Promise.withResolvers<void>();
    server.on('connect', () => opened.resolve());
    const answer = get('https://go.example.test/', { HTTPS_PROXY: url }, never, 50);
    await opened.promise;
    expect(await answer).toMatchObject({ reason: expect.stringContaining('has sent nothing for') });
  });

  it('can be aborted before an answer, and in the body', async () => {
    const { url } = await listen((request, answer) => void (request.url === '/x' && answer.write('half')));
    const early = new AbortController();
    const waiting = get(url, {}, early.signal);
    early.abort();
    expect(await waiting).toMatchObject({ kind: 'unreachable' });
    const late = new AbortController();
    const answer = await get(`${url}/x`, {}, late.signal);
    late.abort();
    expect(await text(answer)).toMatchObject({ broken: expect.any(String) });
  });

  it('says that a body broke off, or is too long', async () => {
    const { url } = await listen((request, answer) => {
      if (request.url === '/long') answer.end('x'.repeat(2000));
      else {
        answer.writeHead(200, { 'content-length': 10 }).write('half');
        answer.socket?.end();
      }
    });
    expect(await text(await get(`${url}/cut`))).toMatchObject({ broken: expect.any(String) });
    expect(await text(await get(`${url}/long`))).toEqual({ broken: 'more than 1000 bytes' });
  });

  it('reads files, and says that there is none', async () => {
    using files = createFiles({ 'a b/x': 'hi' });
    const url = pathToFileURL(files.path('a b')).href;
    expect(await text(await get(`${url}/x`))).toBe('hi');
    expect(await get(`${url}/y`)).toEqual({ kind: 'refused', status: 404 });
  });
});
