import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { startChild } from '../process/child.ts';
import { makePlan, readTextIfThere, type Surroundings } from './make-plan.ts';
import { createFakeGo, goOnPath } from './testing/fake-go.ts';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';

describe('makePlan', () => {
  let files: TemporaryFiles;
  beforeEach(() => {
    files = createFiles({
      'apps/api/main.go': 'package main\n\nfunc main() {}\n',
      'apps/api/.env': 'PORT=8080\n',
      'shared/.env': 'A=1\n',
    });
  });
  afterEach(() => files[Symbol.dispose]());

  const plan = (
    options: GoRunOptions,
    surroundings: Partial<Surroundings> = {},
    start = createFakeGo().startChild,
  ) =>
    makePlan(
      options,
      {
        task: { project: '@acme/api', target: 'serve' },
        workspaceRoot: files.root,
        projectRoot: 'apps/api',
        env: { PORT: '8080', HOME: '/home/me', GONE: undefined },
        platform: 'linux',
        pid: 7,
        colour: false,
        ...surroundings,
      },
      start,
      goOnPath,
    );

  it('resolves the defaults', async () => {
    const cache = files.path('node_modules/.cache/nx-go-run/@acme+api/serve');
    expect(await plan({})).toEqual({
      ok: true,
      value: {
        project: '@acme/api',
        workspaceRoot: files.root,
        projectRoot: files.path('apps/api'),
        target: { kind: 'package', directory: files.path('apps/api') },
        go: expect.objectContaining({
          cwd: files.path('apps/api'),
          env: { GOGC: '400', PORT: '8080', HOME: '/home/me', PWD: files.path('apps/api') },
        }),
        program: {
          name: 'api',
          args: [],
          cwd: files.path('apps/api'),
          envFiles: [],
          nxEnvFiles: [],
          env: {},
          inheritedEnv: { PORT: '8080', HOME: '/home/me' },
          killSignal: 'SIGTERM',
          killTimeout: 3000,
          restart: 'on-change',
          readsOutput: false,
        },
        output: {
          binary: join(cache, 'bin/api'),
          next: join(cache, 'bin/.api.7.next'),
          replaced: join(cache, 'bin/.api.7.replaced'),
          reference: join(cache, 'bin/.api.go'),
          hot: join(cache, 'hot-7'),
          cache,
          temporary: join(cache, 'tmp-7'),
        },
        ready: { timeout: 60_000 },
        watch: { enabled: true, debounce: 20, poll: 'auto', include: [], ignore: [] },
        test: false,
        proxy: null,
        swagger: null,
        generate: [],
        pages: null,
        debug: null,
        hot: { checkAfter: 2000 },
        delta: null,
      },
    });
  });

  it.each([
    ['linux', { checkAfter: 2000 }],
    ['darwin', { checkAfter: 2000 }],
    ['win32', { checkAfter: 2000 }],
    ['freebsd', null],
  ] as const)('builds hot where that was compared with go (%s)', async (platform, hot) => {
    expect(await plan({}, { platform })).toMatchObject({ value: { hot } });
    expect(await plan({ hotBuild: false }, { platform })).toMatchObject({ value: { hot: null } });
  });

  const linked = {
    kind: 'on',
    tools: expect.stringMatching(/[\\/]node_modules[\\/]\.cache[\\/]nx-go-run[\\/]tools$/),
  };
  const notLinked = (name: string) => ({
    kind: 'off',
    because: `it is for linux/amd64 and linux/arm64, and this is ${name}`,
  });
  it.each([
    ['linux', 'amd64', linked],
    ['linux', 'arm64', linked],
    ['linux', 'riscv64', notLinked('linux/riscv64')],
    ['darwin', 'arm64', notLinked('darwin/arm64')],
  ])('links deltas where that is asked for, on a known system (%s/%s)', async (os, machine, delta) => {
    const go = createFakeGo({ GOHOSTOS: os, GOOS: os, GOHOSTARCH: machine, GOARCH: machine });
    expect(await plan({ hotBuild: 'delta' }, {}, go.startChild)).toMatchObject({
      value: { hot: { checkAfter: 2000 }, delta },
    });
    expect(await plan({ hotBuild: 'delta', watch: false })).toMatchObject({
      value: { hot: null, delta: null },
    });
  });

  it('leaves the values of .env to the file where include names it, as the program may read it itself', async () => {
    expect(await plan({ include: [{ glob: '.env*', action: 'restart' }] })).toMatchObject({
      value: {
        program: {
          inheritedEnv: { HOME: '/home/me' },
          nxEnvFiles: expect.arrayContaining([
            files.path('apps/api/.env'),
            files.path('apps/api/.env.serve'),
          ]),
        },
      },
    });
  });

  it('resolves what is given', async () => {
    const planned = await plan({
      args: `server -p 9090 --name 'two words'`,
      swagger: true,
      cwd: 'shared',
      env: { DEBUG: true, LEVEL: 3 },
      envFile: ['.env', 'apps/api/.env.local', 'shared/.env'],
      watch: false,
      include: ['schema/*.sql', { glob: 'config/**', action: 'restart' }],
      ignore: ['**/*_mock.go'],
      poll: true,
      port: 9090,
      readyUrl: '/healthz',
      readyLog: 'listening',
      readyTimeout: 5,
      pages: { port: 4001 },
    });
    expect(planned).toMatchObject({
      value: {
        program: {
          args: ['server', '-p', '9090', '--name', 'two words'],
          cwd: files.path('shared'),
          env: { DEBUG: 'true', LEVEL: '3' },
          envFiles: [
            files.path('apps/api/.env'),
            files.path('apps/api/.env.local'),
            files.path('shared/.env'),
          ],
        },
        ready: { port: 9090, url: '/healthz', log: /listening/u, timeout: 5 },
        watch: {
          enabled: false,
          poll: 'always',
          include: [
            { glob: { base: files.path('apps/api/schema'), pattern: '*.sql' }, action: 'rebuild' },
            { glob: { base: files.path('apps/api/config'), pattern: '**' }, action: 'restart' },
          ],
          ignore: [{ base: files.path('apps/api'), pattern: '**/*_mock.go' }],
        },
        swagger: { output: files.path('apps/api/swagger') },
        pages: { port: 4001, editor: 'vscode://file{file}:{line}:{column}' },
      },
    });
  });

  it.each([
    [{}, null],
    [{ pages: {} }, { port: 0 }],
    [{ proxy: { port: 8080 } }, { port: null }],
    [{ proxy: { port: 8080 }, pages: { port: 4001 } }, { port: 4001 }],
    [{ proxy: { port: 8080, mode: 'tcp' } }, null],
    [{ proxy: { port: 8080, mode: 'tcp' }, pages: {} }, { port: 0 }],
  ] as const)('plans for %j the pages %j', async (options, pages) => {
    const planned = await plan(options);
    expect(planned).toMatchObject({ value: { pages, program: { readsOutput: pages !== null } } });
  });

  it('gives go what it reads for a build of the option env, and the program all', async () => {
    const env = { GOFLAGS: '-tags=special', PORT: 1 };
    files.write('apps/api/tagged/main.go', '//go:build special\n\npackage main\n\nfunc main() {}\n');
    expect(await plan({ env, file: 'tagged' }, { env: { GOFLAGS: '-race' } })).toMatchObject({
      value: {
        target: { directory: files.path('apps/api/tagged') },
        go: { env: { GOFLAGS: '-tags=special' } },
        program: { env: { GOFLAGS: '-tags=special', PORT: '1' } },
      },
    });
  });

  it('leaves what Nx had loaded from an env file to the file', async () => {
    expect(await plan({ envFile: '.env' })).toMatchObject({
      value: { program: { inheritedEnv: { HOME: '/home/me' } } },
    });
  });

  it('spells every path in one way, also below a symbolic link', async () => {
    symlinkSync(files.root, files.path('link'));
    const direct = await plan({});
    expect(await plan({}, { workspaceRoot: files.path('link') })).toEqual(direct);
    expect(JSON.stringify(direct)).not.toContain('/link');
  });

  it('takes a cwd that Nx has made of {workspaceRoot}', async () => {
    expect(await plan({ cwd: '' })).toMatchObject({ value: { program: { cwd: files.root } } });
  });

  it.each<[GoRunOptions, string]>([
    [{ port: 0 }, 'port: must be a whole number from 1 to 65535'],
    [{ args: `don't` }, "args: a quote is not closed in don't"],
    [{ file: 'nope' }, 'file: there is no nope in apps/api'],
    [{ buildFlags: '-o x' }, 'buildFlags: -o is set by go-run'],
    [{ swagger: { flags: '"' } }, 'swagger.flags: a quote is not closed in "'],
    [{ cwd: 'nope' }, 'cwd: there is no folder {root}/nope'],
    [{ cwd: 'shared/.env' }, 'cwd: there is no folder {root}/shared/.env'],
  ])('refuses %j', async (options, message) => {
    expect(await plan(options)).toMatchObject({
      ok: false,
      problem: { message: message.replace('{root}', files.root) },
    });
  });

  it('says that there is no go', async () => {
    expect(await plan({ goBinary: 'tools/go' }, {}, startChild)).toMatchObject({
      problem: {
        message: expect.stringContaining(`the command "${files.path('tools/go')}" can't be started`),
      },
    });
  });
});

describe('readTextIfThere', () => {
  it('gives the text, or undefined for what is missing or a folder', () => {
    using files = createFiles({ 'a.txt': 'é\n' });
    expect(readTextIfThere(files.path('a.txt'))).toBe('é\n');
    expect(readTextIfThere(files.path('b.txt'))).toBeUndefined();
    expect(readTextIfThere(files.root)).toBeUndefined();
  });
});
