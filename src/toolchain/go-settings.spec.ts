import { findToolchainCache, nameHost, readGoSettings, type Machine } from './go-settings.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

const machine = (more: Partial<Machine>, files: Record<string, string> = {}): Machine => ({
  env: {},
  platform: 'linux',
  arch: 'x64',
  home: '/home/ada',
  readText: (path) => files[spellAsLinux(path)],
  ...more,
});

describe('readGoSettings', () => {
  it('has the defaults of Go', () => {
    expect(readGoSettings(machine({}))).toEqual({
      goproxy: `https://${['proxy', 'golang', 'org'].join('.')},direct`,
      gosumdb: 'sum.golang.org',
      gotoolchain: 'auto',
      gowork: '',
      modCache: '/home/ada/go/pkg/mod',
    });
  });

  it.each([
    ['/home/ada/.config/go/env', {}],
    ['/conf/go/env', { env: { XDG_CONFIG_HOME: '/conf' } }],
    ['/home/ada/Library/Application Support/go/env', { platform: 'darwin' }],
    ['/own/env', { env: { GOENV: '/own/env' } }],
  ] as const)('reads what go env -w has written to %s', (path, more) => {
    const files = { [path]: 'GOPROXY=https://a,direct\r\nGOMODCACHE=/cache\nbroken\n=\n' };
    expect(readGoSettings(machine(more, files))).toMatchObject({
      goproxy: 'https://a,direct',
      modCache: '/cache',
    });
  });

  it('lets a variable win that is not empty, and GOENV=off hide the file', () => {
    const files = { '/home/ada/.config/go/env': 'GOPROXY=https://a\nGOSUMDB=off\n' };
    expect(readGoSettings(machine({ env: { GOPROXY: 'https://b', GOSUMDB: '' } }, files))).toMatchObject({
      goproxy: 'https://b',
      gosumdb: 'off',
    });
    expect(readGoSettings(machine({ env: { GOENV: 'off' } }, files)).gosumdb).toBe('sum.golang.org');
  });

  it('takes the first folder of GOPATH, and none without a home', () => {
    expect(readGoSettings(machine({ env: { GOPATH: '/a:/b' } })).modCache).toEqual('/a/pkg/mod');
    expect(readGoSettings(machine({ home: undefined })).modCache).toBeUndefined();
  });
});

it.each([
  [{}, '/home/ada/.cache/nx-go-run/go'],
  [{ env: { XDG_CACHE_HOME: '/cache' } }, '/cache/nx-go-run/go'],
  [{ env: { XDG_CACHE_HOME: 'relative' } }, '/home/ada/.cache/nx-go-run/go'],
  [{ platform: 'darwin' }, '/home/ada/Library/Caches/nx-go-run/go'],
  [{ platform: 'win32', env: { LocalAppData: '/local' } }, '/local/nx-go-run/go'],
  [{ home: undefined }, undefined],
] as const)('toolchains of %j are fetched into %s', (more, folder) => {
  expect(findToolchainCache(machine(more))).toEqual(folder);
});

it.each([
  ['linux', 'x64', 'linux-amd64'],
  ['darwin', 'arm64', 'darwin-arm64'],
  ['win32', 'ia32', 'windows-386'],
  ['linux', 'ppc64', 'linux-ppc64le'],
] as const)('%s on %s is called %s', (platform, arch, name) =>
  expect(nameHost({ platform, arch })).toBe(name),
);
