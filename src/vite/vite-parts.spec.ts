import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProxyOptions } from 'vite';
import type { RunEvent } from '../events/run-event.ts';
import { reduceState } from '../state/reduce-state.ts';
import { emptyState } from '../state/run-state.ts';
import { makeMovingProxy } from './moving-proxy.ts';
import { makeOverlayError } from './overlay-error.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

describe(makeOverlayError.name, () => {
  const place = (line: number) => ({
    file: '/w/a.go',
    line,
    column: 9,
    message: `undefined: x${line}`,
    source: 'var _ = x',
  });
  const error = {
    kind: 'build',
    at: 1,
    cycle: 2,
    stillRunning: true,
    output: '\x1b[1mbad\x1b[0m',
    hint: 'do',
  } as const;

  it('has the first place with a frame that Vite shows, and lists the others', () => {
    const { err } = makeOverlayError({ ...error, diagnostics: [place(3), place(5)] }, 'api');
    expect(err).toMatchObject({
      message: 'api does not compile: undefined: x3',
      stack: '/w/a.go:5:9: undefined: x5\nbad\ndo',
      loc: { file: '/w/a.go', line: 3, column: 9 },
    });
    // codeframeRE of vite/dist/client/client.mjs
    expect(err.frame).toMatch(/^(?:>?\s*\d+\s+\|.*|\s+\|\s*\^.*)\r?\n/gm);
  });

  it('counts what it does not list', () => {
    const diagnostics = Array.from({ length: 30 }, (_, at) => place(at));
    expect(makeOverlayError({ ...error, diagnostics }, 'api').err.stack).toContain('… and 20 more errors');
  });

  it('tells a crash with the last lines, without a place', () => {
    const exit = { kind: 'code', code: 3 } as const;
    const { err } = makeOverlayError({ kind: 'crash', at: 1, pid: 7, exit, output: ['one', 'two'] }, 'api');
    expect(err).toEqual({ message: 'api ended with code 3', stack: 'one\ntwo', plugin: 'nx-go-run' });
  });
});

describe(makeMovingProxy.name, () => {
  const paths = (given: Parameters<typeof makeMovingProxy>[0]) =>
    Object.keys(makeMovingProxy(given, undefined, () => '').entriesBeside(undefined));
  const API = '^/api(?=[/?]|$)';
  const call = (entry: ProxyOptions | undefined, accept = '*/*') => {
    const told: unknown[] = [];
    const response = {
      writeHead: (status: number) => told.push(status),
      end: (text: string) => told.push(text),
      destroy: () => told.push('destroyed'),
    };
    const result = entry?.bypass?.({ headers: { accept } } as never, response as never, {});
    return { result, told };
  };

  it('takes one path, several, or options of their own', () => {
    expect(paths('/api')).toEqual([API]);
    expect(paths(['/api', '/ws/', '^/v\\d'])).toEqual([API, '/ws/', '^/v\\d']);
    expect(paths({ '/api': { changeOrigin: true } })).toEqual([API]);
  });

  it.each([
    ['/api', true],
    ['/api/', true],
    ['/api?a=/b', true],
    ['/api/v1/users', true],
    ['/api.js', false],
    ['/apidocs', false],
    ['/v1/api', false],
    ['/api(v1)', false],
  ])('ends a path at a slash, a query or the end: %s %s', (url, isTaken) => {
    expect(new RegExp(API).test(url)).toBe(isTaken);
    const [odd = ''] = paths('/a.b(c)');
    expect(['/a.b(c)/d', '/a-b(c)', '/a.bc'].map((one) => new RegExp(odd).test(one))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leaves a path to the user’s own entry', () => {
    const { entriesBeside } = makeMovingProxy(['/api', '/ws'], undefined, () => '');
    expect(Object.keys(entriesBeside({ '/api': 'http://localhost:1' }))).toEqual(['^/ws(?=[/?]|$)']);
  });

  it('passes on to where the API is now, and calls what is configured besides', () => {
    let calls = 0;
    const { entriesBeside, moveTo } = makeMovingProxy(
      { '/api': { configure: () => calls++ } },
      'http://localhost:1',
      String,
    );
    const entries = entriesBeside(undefined);
    const options: ProxyOptions = { target: 'http://localhost:1' };
    const proxy = { on: () => proxy, ws: () => undefined };
    entries[API]?.configure?.(proxy as never, options);
    moveTo('http://localhost:2');
    expect([calls, options.target]).toEqual([1, 'http://localhost:2']);
    expect(call(entries[API])).toEqual({ result: undefined, told: [] });
  });

  it('says what is going on until there is an address', () => {
    const { entriesBeside, moveTo } = makeMovingProxy('/api', undefined, () => 'api is being built');
    const entries = entriesBeside(undefined);
    expect(call(entries[API])).toEqual({ result: false, told: [503, 'api is being built\n'] });
    expect(call(entries[API], 'text/event-stream').told).toEqual(['destroyed']);
    moveTo('http://localhost:2');
    expect(call(entries[API]).told).toEqual([]);
    moveTo(undefined);
    expect(call(entries[API]).told).toEqual([503, 'api is being built\n']);
  });
});

describe('where a moving proxy leads', () => {
  const after = (...events: RunEvent[]) =>
    events.reduce((state, event) => reduceState(state, event, 1), emptyState(0));
  const ready: RunEvent = { type: 'ready', cycle: 1, pid: 7, durations: {}, baseUrl: 'http://localhost:1' };
  const exited: RunEvent = { type: 'exited', pid: 7, exit: { kind: 'code', code: 3 } };
  const isAnswered = (...events: RunEvent[]) => {
    const proxy = makeMovingProxy('/api', 'http://localhost:9', () => '');
    for (let count = 1; count <= events.length; count++) proxy.follow(after(...events.slice(0, count)));
    const [entry] = Object.values(proxy.entriesBeside(undefined));
    let status = 0;
    const response = { writeHead: (given: number) => (status = given), end: () => undefined };
    void entry?.bypass?.({ headers: {} } as never, response as never, {});
    return status === 503;
  };

  it('is where the program is ready, and nowhere once that has ended', () => {
    expect(isAnswered(ready)).toBe(false);
    expect(isAnswered(ready, exited)).toBe(true);
    expect(isAnswered(exited)).toBe(true);
  });

  it('stays at a stable port, which holds what comes', () => {
    expect(isAnswered({ ...ready, privateUrl: 'http://localhost:2' }, exited)).toBe(false);
  });
});

describe(findWorkspaceRoot.name, () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'root-')));
  const web = join(root, 'apps/web');
  mkdirSync(web, { recursive: true });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is what Nx says, else the next folder above with an nx.json, else the folder itself', () => {
    expect(findWorkspaceRoot(web, { NX_WORKSPACE_ROOT: root })).toBe(root);
    expect(findWorkspaceRoot(web, {})).toBe(web);
    writeFileSync(join(root, 'nx.json'), '{}');
    expect(findWorkspaceRoot(web, {})).toBe(root);
  });
});
