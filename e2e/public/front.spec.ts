import { createServer, type Server } from 'node:http';
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
