import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import { timers } from '../process/wait-until-gone.ts';
import type { Fetching, ToolchainDeps } from './fetch-go.ts';
import { putGoFirst } from './find.ts';
import { createGet } from './http-get.ts';
import { type FakeProxy, openFakeProxy } from './testing/fake-proxy.ts';
import { provideGo } from './toolchain.ts';

const never = new AbortController().signal;

describe('provideGo', () => {
  let proxy: FakeProxy;
  let files: TemporaryFiles;
  let told: Fetching[];
  beforeAll(async () => {
    const listed = ['1.26.7.linux-amd64', '1.26.9.darwin-arm64', '1.27rc1.linux-amd64'];
    proxy = await openFakeProxy({ listed: listed.map((one) => `v0.0.1-go${one}`) });
  });
  afterAll(() => proxy.close());
  beforeEach(() => {
    files = createFiles({ 'w/go.mod': 'module m\n\ngo 1.26.8\n' });
    told = [];
    proxy.asked.length = 0;
  });
  afterEach(() => files[Symbol.dispose]());

  const executable = (path: string, text = '#!/bin/sh\n') => {
    files.write(path, text);
    chmodSync(files.path(path), 0o755);
  };
  /** A whole toolchain below that folder. */
  const installed = (folder: string, version: string) => {
    executable(`${folder}/bin/go`);
    files.write(`${folder}/VERSION`, `go${version}\n`);
    for (const path of ['pkg/tool/linux_amd64/compile', 'src/go.mod', 'src/runtime/proc.go'])
      files.write(`${folder}/${path}`, '');
  };
  const provide = async (
    asked: string,
    {
      env = {},
      answers = () => false,
    }: { env?: Record<string, string>; answers?: (binary: string) => boolean } = {},
  ) => {
    const all = {
      PATH: files.path('bin'),
      GOROOT: '/old',
      GOPROXY: proxy.url,
      GOSUMDB: proxy.gosumdb,
      ...env,
    };
    const deps: ToolchainDeps = {
      machine: {
        env: all,
        platform: 'linux',
        arch: 'x64',
        home: files.path('home'),
        readText: (path) => {
          try {
            return readFileSync(path, 'utf8');
          } catch {
            return undefined;
          }
        },
      },
      places: ['home/sdk/*/bin', 'home/.local/share/mise/shims'].map(files.path),
      get: createGet({ env: all, silence: 20_000 }),
      timers,
      isAlive: () => true,
      owner: { pid: 1, host: 'here' },
      answers: async (binary) => answers(binary),
      report: (one) => told.push(one),
    };
    const go = await provideGo({ asked, directory: files.path('w') }, deps, never);
    return go.ok ? { ok: true, value: { binary: go.value.binary, env: go.value.adapt(all) } } : go;
  };
  const at = (folder: string, more: Record<string, string> = {}) => ({
    ok: true,
    value: {
      binary: `${folder}/go`,
      env: expect.objectContaining({ PATH: `${folder}:${files.path('bin')}`, ...more }),
    },
  });
  const fetched = () => files.path('home/.cache/nx-go-run/go/go1.26.8.linux-amd64/bin');

  it('takes the go on PATH as it is, with its GOROOT', async () => {
    installed('sdk', '1.25.0');
    files.write('bin/x', '');
    symlinkSync(files.path('sdk/bin/go'), files.path('bin/go'));
    expect(await provide('auto')).toEqual({
      ok: true,
      value: { binary: 'go', env: expect.objectContaining({ PATH: files.path('bin'), GOROOT: '/old' }) },
    });
    expect(proxy.asked).toEqual([]);
  });

  it('takes the newest one of the usual places, first on PATH and without GOROOT', async () => {
    installed('home/sdk/go1.25.3', '1.25.3');
    installed('home/sdk/go1.26.10', '1.26.10');
    installed('home/sdk/go1.26.9', '1.26.9');
    const go = await provide('auto');
    expect(go).toEqual(at(files.path('home/sdk/go1.26.10/bin')));
    expect(go).not.toHaveProperty('value.env.GOROOT');
  });

  it('takes a shim only where it answers', async () => {
    executable('home/.local/share/mise/shims/go');
    const shims = files.path('home/.local/share/mise/shims');
    expect(await provide('system', { answers: () => true })).toEqual(at(shims));
    expect(await provide('system')).toMatchObject({ ok: false });
    executable('bin/go');
    expect(await provide('system', { answers: (binary) => binary.startsWith(shims) })).toEqual(at(shims));
  });

  it('fetches what go.mod asks for where there is none, and says so', async () => {
    expect(await provide('auto')).toEqual(at(fetched()));
    const into = files.path('home/.cache/nx-go-run/go/go1.26.8.linux-amd64');
    expect(told[0]).toMatchObject({ kind: 'fetching', what: 'go1.26.8', into });
    expect(told.at(-1)).toEqual({ kind: 'fetched', what: 'go1.26.8', into });
    told.length = proxy.asked.length = 0;
    expect(await provide('auto')).toEqual(at(fetched()));
    expect([told, proxy.asked]).toEqual([[], []]);
  });

  it('fetches where the one on PATH is from before Go changed versions by itself, unless the module is too', async () => {
    installed('old', '1.19.8');
    files.write('bin/x', '');
    symlinkSync(files.path('old/bin/go'), files.path('bin/go'));
    expect(await provide('auto')).toEqual(at(fetched()));
    expect(await provide('system')).toMatchObject({ value: { binary: 'go' } });
  });

  it('fetches the newest patch that is listed for this host, once', async () => {
    files.write('w/go.mod', 'go 1.26\n');
    expect(await provide('auto')).toEqual(at(fetched()));
    proxy.asked.length = 0;
    expect(await provide('auto')).toEqual(at(fetched()));
    expect(proxy.asked).toEqual([]);
  });

  it('takes what the module cache has, if go has made it ready', async () => {
    const cache = (version: string) => `mod/golang.org/toolchain@v0.0.1-go${version}.linux-amd64`;
    const env = { GOMODCACHE: files.path('mod') };
    executable(`${cache('1.26.8')}/bin/go`);
    expect(await provide('auto', { env })).toEqual(at(fetched()));
    installed(cache('1.26.8'), '1.26.8');
    expect(await provide('auto', { env })).toEqual(at(files.path(`${cache('1.26.8')}/bin`)));
  });

  it('takes a version whatever is on PATH, and keeps go from changing it', async () => {
    installed('sdk', '1.27.1');
    files.write('bin/x', '');
    symlinkSync(files.path('sdk/bin/go'), files.path('bin/go'));
    expect(await provide('1.26.8')).toEqual(at(fetched(), { GOTOOLCHAIN: 'go1.26.8' }));
    expect(await provide('1.27.1')).toMatchObject({
      value: { binary: files.path('bin/go'), env: { GOTOOLCHAIN: 'go1.27.1' } },
    });
    expect(await provide('latest')).toMatchObject({ problem: { message: 'go: latest is no version of Go' } });
  });

  it('never fetches where the system’s is asked for', async () => {
    expect(await provide('system')).toMatchObject({
      problem: { message: expect.stringContaining('no go command'), hint: expect.stringContaining('"auto"') },
    });
    expect(proxy.asked).toEqual([]);
  });
});

it.each([
  [{ PATH: '/a:/b' }, { PATH: '/go/bin:/a:/b' }],
  [{ PATH: '/a:/go/bin:/b' }, { PATH: '/go/bin:/a:/b' }],
  [
    { PATH: '/a', GOROOT: '/x', HOME: '/h' },
    { PATH: '/go/bin:/a', HOME: '/h' },
  ],
  [{}, { PATH: '/go/bin' }],
])('putGoFirst of %j', (env: Record<string, string>, result) =>
  expect(putGoFirst(env, '/go/bin', 'linux')).toEqual(result),
);

it('putGoFirst keeps the spelling of Windows', () => {
  expect(putGoFirst({ Path: 'C:\\a;C:\\b' }, 'C:\\go', 'win32')).toEqual({ Path: 'C:\\go;C:\\a;C:\\b' });
});
