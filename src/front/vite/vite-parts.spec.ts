import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProxyOptions } from 'vite';
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
    Object.keys(makeMovingProxy(given, undefined, () => '').entries);
  const call = (entry: ProxyOptions | undefined) => {
    const told: unknown[] = [];
    const response = {
      writeHead: (status: number) => told.push(status),
      end: (text: string) => told.push(text),
    };
    const result = entry?.bypass?.({} as never, response as never, {});
    return { result, told };
  };

  it('takes one path, several, or options of their own', () => {
    expect(paths('/api')).toEqual(['/api']);
    expect(paths(['/api', '/ws'])).toEqual(['/api', '/ws']);
    expect(paths({ '/api': { changeOrigin: true } })).toEqual(['/api']);
  });

  it('passes on to where the API is now, and calls what is configured besides', () => {
    let calls = 0;
    const { entries, moveTo } = makeMovingProxy(
      { '/api': { configure: () => calls++ } },
      'http://localhost:1',
      String,
    );
    const options: ProxyOptions = { target: 'http://localhost:1' };
    entries['/api']?.configure?.({} as never, options);
    moveTo('http://localhost:2');
    expect([calls, options.target]).toEqual([1, 'http://localhost:2']);
    expect(call(entries['/api'])).toEqual({ result: undefined, told: [] });
  });

  it('says what is going on until there is an address', () => {
    const { entries, moveTo } = makeMovingProxy('/api', undefined, () => 'api is being built');
    expect(call(entries['/api'])).toEqual({ result: false, told: [503, 'api is being built\n'] });
    moveTo('http://localhost:2');
    expect(call(entries['/api']).told).toEqual([]);
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
