import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { makeProxyWorkspace, setStart } from '../proxy/workspace.ts';
import { hasBrowser, openBrowser } from '../rig/browser.ts';
import { testEnvironment } from '../rig/environment.ts';
import { REPOSITORY } from '../rig/link-modules.ts';
import { findFreePort } from '../rig/ports.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { startTask, type Task } from '../rig/task.ts';
import { createWaiting } from '../rig/waiting.ts';

/** The folder of another Vite than the repository's: RIG_VITE. */
const VITE = process.env['RIG_VITE'] ?? join(REPOSITORY, 'node_modules/vite');
const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** Counts what an EventSource of the page tells; the page has it as `seen`. */
const openSource = (url: string) => {
  const seen = { messages: [] as string[], errors: 0, state: () => source.readyState };
  const source = new EventSource(url);
  source.onmessage = ({ data }) => void seen.messages.push(data as string);
  source.onerror = () => void seen.errors++;
  Object.assign(globalThis, { seen });
};
type Seen = { seen: { messages: string[]; errors: number; state: () => number } };
const hasMessage = (start: string) =>
  (globalThis as unknown as Seen).seen.messages.some((one) => one.startsWith(start));
const hasErrors = (count: number) => (globalThis as unknown as Seen).seen.errors >= count;

describeInBrowser('a browser before a stable port', () => {
  let browser: Browser;
  let rig: Rig;
  let page: Page;
  let url: string;
  beforeAll(async () => {
    browser = await openBrowser();
    rig = await openRig({ make: makeProxyWorkspace });
    const port = await findFreePort();
    url = `http://localhost:${port}`;
    rig.execute({ envFile: '.env', proxy: { port } });
    await rig.events.next('ready');
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await rig.end();
  });

  it('has an event source that comes again after a crash and a broken build', async () => {
    await page.goto(url);
    await page.evaluate(openSource, `${url}/events`);
    await page.waitForFunction(hasMessage, '1 ');
    setStart(rig.workspace, '2', 'BROKEN=1');
    await rig.events.next('exited');
    // The stream that was broken off, and one attempt while nothing runs.
    await page.waitForFunction(hasErrors, 2);
    setStart(rig.workspace, '3');
    await rig.events.next('ready');
    await page.waitForFunction(hasMessage, '3 ');
  });

  it('has a page of another port that can read why nothing answers, also after a preflight', async () => {
    const other: Server = createServer((_, response) => void response.end('a page'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    setStart(rig.workspace, '4', 'BROKEN=1');
    await rig.events.next('exited');
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    const answer = await page.evaluate(async (to) => {
      const headers = { 'X-A': '1', Accept: 'application/json' };
      const response = await fetch(to, { method: 'PUT', headers, credentials: 'include' });
      const { reason } = (await response.json()) as { reason: string };
      return [response.status, response.headers.get('retry-after'), reason];
    }, url);
    expect(answer).toEqual([503, '1', 'exited']);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });
});

/** Sends bytes, closes the sending side, and gives all that comes, without what is about one connection alone. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, 'localhost');
  socket.end(bytes);
  return (await text(socket)).replace(/^(Date|Connection): .*\r\n/gm, '');
}

describe('what no browser sends', () => {
  let rig: Rig;
  let stable: number;
  let own: number;
  beforeAll(async () => {
    rig = await openRig({ make: makeProxyWorkspace });
    stable = await findFreePort();
    rig.execute({ envFile: '.env', proxy: { port: stable } });
    const { privateUrl } = await rig.events.next('ready');
    own = Number(new URL(privateUrl ?? '').port);
  });
  afterAll(() => rig.end());

  it.each([
    ['a request whose sender has no more to say', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    [
      'a POST whose sender has no more to say',
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc',
    ],
    ['two requests at once', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2)],
    ['a method of one’s own', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['raw UTF-8 in a path', 'GET /grün HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['lines that end by LF', 'GET / HTTP/1.0\n\n'],
    ['an absolute target', 'GET http://example.test/ HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['CONNECT', 'CONNECT /slow HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a request without the host it must have', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a version that is to come', 'GET / HTTP/1.2\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['no HTTP at all', 'hello\r\n\r\n'],
  ])('gets the answer of the bare program: %s', async (_, bytes) => {
    const [through, bare] = await Promise.all([sendRaw(stable, bytes), sendRaw(own, bytes)]);
    const body = (answer: string) =>
      answer.replace(/Transfer-Encoding: chunked\r\n|^[\da-f]+\r\n/gim, '').trim();
    expect(body(through)).toBe(body(bare));
    expect(bare).toMatch(/^HTTP\/1\./);
  });

  it('gets the body of the bare program for HTTP/1.0 without a host', async () => {
    const answers = await Promise.all([stable, own].map((port) => sendRaw(port, 'GET / HTTP/1.0\r\n\r\n')));
    expect(answers.map((answer) => answer.replace('HTTP/1.0', 'HTTP/1.1'))).toEqual([answers[0], answers[0]]);
    expect(answers[0]).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n1$/);
  });

  it('finds our own pages by an absolute target', async () => {
    const target = `http://localhost:${stable}/__go-run/state`;
    expect(await sendRaw(stable, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toContain(
      'app is ready',
    );
  });
});

describe('a frontend of Vite', () => {
  let rig: Rig;
  let vite: Task | undefined;
  let url: string;
  let apiPort: number;
  const waiting = createWaiting(() => vite?.output ?? '');
  beforeAll(async () => {
    rig = await openRig({ make: makeProxyWorkspace });
    apiPort = await findFreePort();
    const mine = createServer((_, response) => void response.end('mine'));
    await new Promise<void>((resolve) => mine.listen(0, '127.0.0.1', resolve));
    mine.unref();
    const own = `http://127.0.0.1:${(mine.address() as AddressInfo).port}`;
    rig.workspace.write(
      'apps/web/vite.config.mts',
      `import { goRun } from 'nx-go-run/vite';
export default {
  plugins: [goRun({ project: 'app', proxy: ['/api', '/events', '/socket', '/exit', '/own'] })],
  server: { proxy: { '/own': ${JSON.stringify(own)} } },
};
`,
    );
    rig.workspace.write('apps/web/index.html', '<p>index</p>');
    rig.workspace.write('apps/web/public/apidocs.txt', 'docs');
  });
  afterAll(async () => {
    await stopVite();
    await rig.end();
  });

  const run = (...words: string[]) => {
    const task = startTask(
      {
        file: process.execPath,
        args: [join(VITE, 'bin/vite.js'), ...words],
        cwd: rig.workspace.path('apps/web'),
        env: testEnvironment({}),
      },
      waiting,
    );
    return (vite = task);
  };
  const serve = async (...words: string[]) => {
    const port = await findFreePort();
    url = `http://localhost:${port}`;
    const task = run(...words, '--port', String(port), '--host', 'localhost', '--strictPort');
    await task.printed(url);
    return task;
  };
  const stopVite = async () => {
    vite?.signal('SIGTERM');
    await vite?.ended();
  };
  const startApi = () => rig.execute({ envFile: '.env', port: apiPort, env: { PORT: String(apiPort) } });
  const ask = async (path: string) => (await fetch(`${url}${path}`)).text();
  /** Resolves once Vite has been told so many times that the API is ready. */
  const isReady = (times: number) =>
    waiting.until('a ready API', () =>
      vite?.output.split('app is ready at').length === times + 1 ? true : undefined,
    );

  it('says that the API is not running and how to start it, to pages, WebSockets and in its log', async () => {
    await serve();
    const response = await fetch(`${url}/api`);
    const missing = 'app:serve is not running. Start it: npx nx run app:serve';
    expect([response.status, await response.text()]).toEqual([503, `${missing}\n`]);
    await ask('/api');
    expect(vite?.output.split(missing)).toHaveLength(2);
    const socket = connect(Number(new URL(url).port), 'localhost');
    socket.end(
      'GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 [^]*app:serve is not running/);
  });

  it('passes its paths on and not what begins like one, and leaves the user’s own entry alone', async () => {
    startApi();
    await isReady(1);
    expect(await ask('/api')).toBe('1');
    expect(await ask('/api/users?a=b')).toBe('1');
    expect(await ask('/apidocs.txt')).toBe('docs');
    expect(await ask('/own')).toBe('mine');
  });

  it('ends a stream of events whose program is replaced', async () => {
    const stream = await fetch(`${url}/events`, { headers: { accept: 'text/event-stream' } });
    setStart(rig.workspace, '2');
    await expect(text(stream.body as never)).rejects.toThrow();
    await isReady(2);
    expect(await ask('/api')).toBe('2');
  });

  it('breaks an event source off while the program is not there, and says to others why', async () => {
    await fetch(`${url}/exit`).catch(() => undefined);
    await vite?.printed('app ended with code 3');
    const response = await fetch(`${url}/api`);
    expect([response.status, await response.text()]).toEqual([503, 'app ended with code 3\n']);
    await expect(fetch(`${url}/events`, { headers: { accept: 'text/event-stream' } })).rejects.toThrow();
    setStart(rig.workspace, '3');
    await isReady(3);
    expect(await ask('/api')).toBe('3');
  });

  it('is built without it, and its preview follows the program, too', async () => {
    await stopVite();
    const early = run('preview');
    await early.printed('Did you build your project?');
    await early.ended();
    expect(await run('build').ended()).toEqual({ code: 0, signal: null });
    await serve('preview');
    await isReady(1);
    expect([await ask('/api'), await ask('/own')]).toEqual(['3', 'mine']);
    setStart(rig.workspace, '4');
    await isReady(2);
    expect([await ask('/api'), await ask('/')]).toEqual(['4', expect.stringContaining('index')]);
  });
});

/** A server of HTTPS with a certificate of its own making, which is written down once. */
const TLS_PROGRAM = `package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	bytes, _ := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	pair := tls.Certificate{Certificate: [][]byte{bytes}, PrivateKey: key}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("secret")) })
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		panic(err)
	}
	server := &http.Server{TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}
	panic(server.ServeTLS(listener, "", ""))
}
`;

describe('a program that speaks TLS', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig({ make: makeProxyWorkspace });
    rig.workspace.remove('apps/app/socket.go');
    rig.workspace.write('apps/app/main.go', TLS_PROGRAM);
  });
  afterEach(() => rig.end());
  const ask = (url: string) =>
    new Promise<string>((resolve, reject) => {
      const options = { rejectUnauthorized: false, agent: false };
      request(url, options, (response) => resolve(text(response)))
        .on('error', reject)
        .end();
    });

  it('is told of by an address of HTTPS, and asked by that', async () => {
    const port = await findFreePort();
    const task = rig.execute({ port, env: { PORT: String(port) }, readyUrl: '/healthz' });
    const { baseUrl } = await rig.events.next('ready');
    expect(baseUrl).toBe(`https://localhost:${port}`);
    expect(await ask(`${baseUrl}/`)).toBe('secret');
    // On the first run it is found out before anything is asked by HTTP.
    expect(task.output).not.toContain('TLS handshake error');
  });

  it('is reached through a stable port all the same, whose mode has to be another', async () => {
    const port = await findFreePort();
    const task = rig.execute({ proxy: { port } });
    const { baseUrl, privateUrl } = await rig.events.next('ready');
    expect(baseUrl).toBe(`https://localhost:${port}`);
    expect(privateUrl).toMatch(/^https:/);
    expect(await ask(`${baseUrl}/`)).toBe('secret');
    await task.printed('Set "proxy": { "mode": "tcp" }');
  });
});
