import { execFileSync } from 'node:child_process';
import { identifySettings, identifyVersion, type IdentityDeps, isExecutable } from './identity.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

type Parts = Partial<Omit<IdentityDeps, 'machine'>> & { readonly machine?: Partial<IdentityDeps['machine']> };

const deps = ({ machine, ...parts }: Parts = {}): IdentityDeps => ({
  machine: {
    env: {},
    platform: 'linux',
    arch: 'x64',
    home: undefined,
    readText: () => undefined,
    ...machine,
  },
  installed: undefined,
  findNewest: async () => undefined,
  isExecutable: () => false,
  ...parts,
});

describe('identifyVersion', () => {
  it.each<[string | undefined, string | undefined, string | undefined, string, string]>([
    ['1.26.8', undefined, '1.26.8', '', '1.26.8'],
    ['1.26.8', undefined, undefined, '', '1.26.8'],
    ['1.26.8', undefined, '1.26.9', '', '1.26.9'],
    ['1.26.9', undefined, '1.26.8', '', '1.26.9'],
    ['1.26.0', 'go1.26.9', '1.26.8', '', '1.26.9'],
    ['1.26.0', 'go1.26.9', undefined, '', '1.26.9'],
    ['1.26.9', undefined, '1.26.8', 'local', '1.26.8'],
    ['1.26.0', undefined, '1.26.8', 'go1.27.0', '1.27.0'],
    ['1.26.0', undefined, undefined, 'go1.27.0', '1.27.0'],
    ['1.26.0', undefined, '1.26.8', 'go1.27.0+auto', '1.27.0'],
    ['1.22', undefined, '1.26.8', '', '1.26.8'],
    [undefined, undefined, '1.26.8', '', '1.26.8'],
  ])(
    'go %s, toolchain %s, installed %s, GOTOOLCHAIN %j: %s',
    async (go, toolchain, installed, set, version) => {
      const env = { GOTOOLCHAIN: set };
      expect(await identifyVersion({ go, toolchain }, deps({ installed, machine: { env } }))).toBe(version);
    },
  );

  it('is, without Go, the release of a minor version that would be fetched', async () => {
    const lines = { go: '1.26' };
    const findNewest = async () => '1.26.8';
    expect(await identifyVersion(lines, deps({ findNewest }))).toBe('1.26.8');
    expect(await identifyVersion(lines, deps())).toBe('1.26');
  });
});

describe('identifySettings', () => {
  const settings = (env: Readonly<Record<string, string>>, machine: Partial<IdentityDeps['machine']> = {}) =>
    identifySettings(deps({ machine: { env, ...machine } }));

  it('tells the system and the processor that are built for', () => {
    expect(settings({})).toEqual(['GOOS=linux', 'GOARCH=amd64', 'CGO_ENABLED=0', 'GOAMD64=v1']);
    expect(settings({ GOOS: 'windows', GOARCH: 'arm64', GOAMD64: 'v3' })).toEqual([
      'GOOS=windows',
      'GOARCH=arm64',
      'CGO_ENABLED=0',
      'GOARM64=v8.0',
    ]);
  });

  it('is the same for one target, whichever machine builds it', () => {
    const there = settings({ GOOS: 'linux', GOARCH: 'amd64' }, { platform: 'darwin', arch: 'arm64' });
    expect(there).toEqual(settings({ CGO_ENABLED: '0' }));
  });

  it('has cgo where the compiler is, and what it is set to only then', () => {
    const some = { PATH: '/usr/bin', CGO_CFLAGS: '-O3' };
    const isGcc = (path: string) => spellAsLinux(path) === '/usr/bin/gcc';
    const on = identifySettings(deps({ machine: { env: some }, isExecutable: isGcc }));
    expect(on).toEqual(expect.arrayContaining(['CGO_ENABLED=1', 'CGO_CFLAGS=-O3']));
    expect(settings(some)).not.toContain('CGO_CFLAGS=-O3');
  });

  it('reads what go env -w has written', () => {
    const readText = (path: string) =>
      spellAsLinux(path) === '/home/ada/.config/go/env' ? 'GOFLAGS=-tags=x\n' : undefined;
    expect(settings({}, { home: '/home/ada', readText })).toContain('GOFLAGS=-tags=x');
  });

  it.each([{}, { GOOS: 'windows' }, { GOARCH: 'arm64' }, { CGO_ENABLED: '0', GOAMD64: 'v2' }])(
    'says what go itself says, with %j',
    (more: Readonly<Record<string, string>>) => {
      const env = { ...(process.env as Record<string, string>), ...more };
      const machine = { env, platform: process.platform, arch: process.arch, home: undefined };
      const told = identifySettings(deps({ machine, isExecutable }));
      const names = told.map((line) => line.split('=')[0] as string).filter((name) => name !== 'GOWORK');
      const answer = JSON.parse(execFileSync('go', ['env', '-json', ...names], { env, encoding: 'utf8' }));
      expect(told.filter((line) => !line.startsWith('GOWORK='))).toEqual(
        names.map((name) => `${name}=${answer[name]}`),
      );
    },
  );
});
