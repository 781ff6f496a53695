import { jest } from '@jest/globals';
import { findUpwards } from '../files/disk.ts';
import { startChild } from '../process/child.ts';
import { askGo, chooseGoDirectory, toPackageArgument } from './go-command.ts';
import { createFakeGo } from './testing/fake-go.ts';
import { createFiles, goEnvironment } from '../files/testing/temporary-files.ts';

const LINUX = { os: 'linux', arch: 'amd64' };
const modules = { proxy: 'https://proxy.test', noProxy: 'corp.test', cache: '/c' };

describe('askGo', () => {
  it('gives version, GOFLAGS and the go.work in force', async () => {
    const { startChild: start, commands } = createFakeGo({
      GOFLAGS: '-mod=mod',
      GOWORK: '/w/go.work',
      GOARCH: 'arm64',
    });
    expect(await askGo('go', '/w', { A: '1' }, start)).toEqual({
      ok: true,
      value: {
        version: 'go1.26.8',
        goflags: '-mod=mod',
        workFile: '/w/go.work',
        modules,
        target: { os: 'linux', arch: 'arm64' },
        host: LINUX,
      },
    });
    expect(commands).toEqual([
      {
        file: 'go',
        args: [
          'env',
          '-json',
          'GOVERSION',
          'GOFLAGS',
          'GOWORK',
          'GOOS',
          'GOARCH',
          'GOHOSTOS',
          'GOHOSTARCH',
          'GOPROXY',
          'GONOPROXY',
          'GOMODCACHE',
        ],
        cwd: '/w',
        env: { A: '1' },
        output: 'capture',
      },
    ]);
  });

  it.each(['', 'off'])('tells of no go.work where GOWORK is %j', async (GOWORK) => {
    const result = await askGo('go', '/w', {}, createFakeGo({ GOWORK }).startChild);
    expect(result).toEqual({
      ok: true,
      value: { version: 'go1.26.8', goflags: '', target: LINUX, host: LINUX, modules },
    });
  });

  it('says how to get Go where there is none on PATH', async () => {
    expect(await askGo('go', process.cwd(), { PATH: '/nowhere' }, startChild)).toEqual({
      ok: false,
      problem: {
        message: expect.stringMatching(/^goBinary: the command "go" can't be started: .*ENOENT/),
        hint: 'Install Go from go.dev/dl and see that it is on PATH, or set goBinary to its path.',
      },
    });
  });

  it('asks for the local toolchain’s settings where go.mod asks for one that can’t be had', async () => {
    using files = createFiles({ 'go.mod': 'module example.com/x\n\ngo 1.99\n' });
    const env = { ...goEnvironment(), GOTOOLCHAIN: 'auto', GOPROXY: 'off', GOFLAGS: '-race' };
    expect(await askGo('go', files.root, env, startChild)).toEqual({
      ok: true,
      value: expect.objectContaining({ version: expect.stringMatching(/^go1\./), goflags: '-race' }),
    });
  });

  it('leaves the executor without a child for a while where Nx has ended go, so that Nx can tell it', async () => {
    jest.useFakeTimers();
    try {
      const killed = { exit: { kind: 'signal', signal: 'SIGTERM' }, stdout: '' } as const;
      const { startChild: start, commands } = createFakeGo({}, ({ env }) =>
        env['GOTOOLCHAIN'] === 'local' ? undefined : killed,
      );
      const asked = askGo('go', '/w', {}, start);
      await jest.advanceTimersByTimeAsync(249);
      expect(commands).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(await asked).toMatchObject({ ok: true });
      expect(commands).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ['says something else', { stdout: 'hello\nworld\n' }, '"ls env" failed: hello\nworld'],
    ['fails', { stderr: 'a\nb\nc\nd\n', stdout: '' }, '"ls env" failed: b\nc\nd'],
    ['says nothing', { stdout: '' }, '"ls env" failed'],
    ['says other JSON', { stdout: '[]' }, '"ls env" failed: []'],
  ])('refuses a command that %s', async (_, ended, message) => {
    expect(await askGo('ls', '/w', {}, createFakeGo({}, () => ended).startChild)).toEqual({
      ok: false,
      problem: { message, hint: 'Is goBinary really a go command?' },
    });
  });
});

describe('chooseGoDirectory', () => {
  it.each([
    ['the project’s root for a package of its module', ['apps/api/go.mod'], 'apps/api/cmd/x', 'apps/api'],
    ['the project’s root where the module begins above it', ['go.mod'], 'apps/api/cmd/x', 'apps/api'],
    [
      'the module’s root for a module inside of the project',
      ['go.mod', 'apps/api/cmd/go.mod'],
      'apps/api/cmd/x',
      'apps/api/cmd',
    ],
    ['the module’s root for a package outside of the project', ['go.mod'], 'tools', '.'],
    ['the module’s root for a neighbour of like name', ['go.mod'], 'apps/api-tools', '.'],
    ['the package itself where there is no module', [], 'apps/api', 'apps/api'],
  ])('is %s', (_, modules, packageDirectory, expected) => {
    using files = createFiles(Object.fromEntries(modules.map((name) => [name, ''])));
    files.write('apps/api/cmd/x/main.go', '');
    expect(chooseGoDirectory(files.path(packageDirectory), files.path('apps/api'))).toBe(
      files.path(expected).replace(/[\\/]$/, ''),
    );
  });
});

describe('toPackageArgument', () => {
  it.each([
    ['/w/api', '/w/api', '.'],
    ['/w/api', '/w/api/cmd/x y', './cmd/x y'],
    ['/w/api', '/w/api/main.go', './main.go'],
    ['/w/api', '/w/lib', '../lib'],
    ['/w/api', '/w', '..'],
    ['/w/api', '/w/api/..data', './..data'],
  ])('from %s to %s is %s', (cwd, path, expected) => {
    expect(toPackageArgument(cwd, path)).toBe(expected);
  });
});

describe('findUpwards', () => {
  it('finds the nearest one, or none', () => {
    using files = createFiles({ 'a/x.mod': '', 'a/b/c/y.mod': '' });
    expect(findUpwards(files.path('a/b/c'), 'x.mod')).toBe(files.path('a/x.mod'));
    expect(findUpwards(files.path('a/b/c'), 'y.mod')).toBe(files.path('a/b/c/y.mod'));
    expect(findUpwards(files.path('a'), 'nowhere.mod')).toBeUndefined();
  });
});
