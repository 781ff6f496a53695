import { request as sendRequest } from 'node:http';
import { asyncScheduler } from 'rxjs';
import type { Action } from '../../events/run-event.ts';
import { createPages } from './create-pages.ts';
import { createPageModel } from './page-model.ts';
import { servePages, type PagesServer } from './serve-pages.ts';
import { buildFailed } from '../../testing/build-failed.ts';

const HOSTILE = `</pre><script>alert("1")</script>'&\x1b[31m`;
const broken = buildFailed({
  cycle: 1,
  diagnostics: [
    { file: '/w/app/main.go', line: 3, column: 9, message: HOSTILE, source: `var x = ${HOSTILE}` },
  ],
  output: HOSTILE,
  hint: HOSTILE,
  stillRunning: false,
  durations: { build: 1 },
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

describe(createPages.name, () => {
  let server: PagesServer;
  let port: number;
  let asked: Action[];
  let model: ReturnType<typeof createPageModel>;
  beforeEach(async () => {
    asked = [];
    model = createPageModel(0, (path) => path.slice(3));
    const pages = createPages({
      model,
      style: { project: 'app', show: (path) => path.slice(3), editor: 'vscode://file{file}:{line}:{column}' },
      readMemory: (pid) => pid * 1024,
      scheduler: asyncScheduler,
      readAsset: (name) => Buffer.from(`/* ${name} */`),
      ask: (action) => asked.push(action),
    });
    // What is not for our own pages is answered as if the program could not.
    const all = {
      ...pages,
      handle: (...[request, response]: Parameters<typeof pages.handle>) => {
        if (!pages.handle(request, response)) pages.showError(request, response);
        return true;
      },
    };
    server = (await servePages(all, 0, () => undefined)) as PagesServer;
    port = Number(new URL(server.url).port);
  });
  afterEach(() => server.close());

  const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const request = sendRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      request.on('error', reject).end();
    });
  const own = () => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` });

  it('stands in the place of the program', async () => {
    model.addEvent(broken, 1);
    const page = await send('/api/users', { accept: 'text/html' });
    expect(page).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1', 'cache-control': 'no-store' },
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
    expect(page.body).toContain('<h1>app does not compile</h1>');
  });

  it('lets no text of an error become markup', async () => {
    model.addEvent(broken, 1);
    const [page, state] = await Promise.all([send('/', { accept: 'text/html' }), send('/__go-run/state')]);
    for (const text of [page.body, (JSON.parse(state.body) as { html: string }).html]) {
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toContain('<script>');
      expect(text).not.toMatch(/[\0-\x08\x0b-\x1f]/);
    }
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });

  it('says what is going on where there is no error', async () => {
    model.addEvent({ type: 'building', cycle: 1 }, 1);
    expect((await send('/')).body).toContain('<h1>app is being built</h1>');
    model.addEvent(
      { type: 'exited', pid: 7, exit: { kind: 'code', code: 3 }, output: ['\x1b[1mboom\x1b[0m'] },
      2,
    );
    const { body } = await send('/');
    expect(body).toContain('<h1>app ended with code 3</h1>');
    expect(body).toContain('boom');
  });

  it('says where a debugger has stopped the program, until it goes on', async () => {
    const page = async () => (await send('/__go-run/error', { accept: 'text/html' })).body;
    model.addEvent({ type: 'paused', pid: 7, reason: 'breakpoint', file: '/w/a<b.go', line: 3 }, 1);
    expect(await page()).toMatch(
      /stopped it at <a href="[^"]*a%3Cb\.go:3:1">[^<]*a&lt;b\.go:3<\/a> \(breakpoint\)/,
    );
    model.addEvent({ type: 'resumed', pid: 8 }, 2);
    expect(await page()).toContain('has stopped it');
    model.addEvent({ type: 'resumed', pid: 7 }, 3);
    expect(await page()).not.toContain('has stopped it');
    model.addEvent({ type: 'paused', pid: 7, reason: 'pause' }, 4);
    expect(await page()).toContain('has stopped it (pause)');
  });

  it('tells a foreign host nothing', async () => {
    model.addEvent(broken, 1);
    const foreign = { host: 'evil.test', accept: 'text/html' };
    for (const path of ['', 'error', 'state', 'events', 'style.css']) {
      expect(await send(`/__go-run/${path}`, foreign)).toMatchObject({ status: 403 });
    }
  });

  it('serves its pages and what they need, and nothing else', async () => {
    const status = async (path: string, method?: string) => (await send(path, {}, method)).status;
    expect((await send('/__go-run/')).body).toContain('<title>app · go-run</title>');
    expect((await send('/__go-run/style.css')).headers['content-type']).toContain('text/css');
    expect(await send('/__go-run')).toMatchObject({ status: 302, headers: { location: '/__go-run/' } });
    expect(await status('/__go-run/../package.json')).toBe(404);
    expect(await status('/__go-run/constructor')).toBe(404);
    expect(await status('/__go-run/', 'DELETE')).toBe(405);
    expect(await status('/__go-run/', 'HEAD')).toBe(200);
    expect(await status('/__go-runner')).toBe(503);
  });

  it('takes a wish from its own page alone, as a POST', async () => {
    const wish = async (name: string, headers: Record<string, string>, method = 'POST') =>
      (await send(`/__go-run/${name}`, headers, method)).status;
    expect(await wish('restart', {})).toBe(403);
    expect(await wish('restart', { ...own(), origin: 'http://evil.test' })).toBe(403);
    expect(await wish('restart', { host: 'evil.test', origin: 'http://evil.test' })).toBe(403);
    expect(await wish('restart', own(), 'GET')).toBe(404);
    expect(await wish('shutdown', own())).toBe(405);
    expect(asked).toEqual([]);
    expect(await wish('restart', own())).toBe(202);
    expect(await wish('rebuild', own())).toBe(202);
    expect(asked).toEqual(['restart', 'rebuild']);
  });

  it('keeps a page current', async () => {
    model.addLine('before', 1);
    const response = await fetch(`${server.url}events`);
    const reader = (response.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let text = '';
    const next = async (name: string): Promise<Record<string, unknown>> => {
      const found = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text);
      if (found) {
        text = text.slice(0, found.index) + text.slice(found.index + found[0].length);
        return JSON.parse(found[1] as string) as Record<string, unknown>;
      }
      const { value, done } = await reader.read();
      if (done) throw new Error(`the stream has ended before ${name}: ${text}`);
      text += value;
      return next(name);
    };
    expect(await next('state')).toMatchObject({ cycles: [], log: [{ id: 1, text: 'before' }] });
    model.addEvent({ type: 'building', cycle: 1 }, 5);
    expect(await next('change')).toMatchObject({ cycles: [{ cycle: 1 }], doing: { kind: 'building' } });
    model.addEvent({ type: 'started', cycle: 1, pid: 7, name: 'app', args: [] }, 6);
    expect(await next('change')).toMatchObject({ program: { pid: 7 }, cycles: [{ outcome: 'started' }] });
    model.addEvent({ type: 'warning', problem: { message: 'x' } }, 7);
    expect(await next('change')).toMatchObject({ cycles: [] });
    model.addLine('after', 8);
    expect(await next('log')).toEqual({ log: [{ id: 2, at: 8, text: 'after' }] });
    expect(await next('memory')).toEqual({});
    expect(await next('memory')).toEqual({ bytes: 7168 });
    await reader.cancel();
  });

  it('is not there where its port is held, and says so', async () => {
    const troubles: string[] = [];
    const pages = { handle: () => true, showError: () => undefined };
    expect(await servePages(pages, port, (message) => troubles.push(message))).toBeUndefined();
    expect(troubles).toEqual([expect.stringContaining('EADDRINUSE')]);
  });
});
