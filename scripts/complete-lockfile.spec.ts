import { completeLockfile } from './complete-lockfile.ts';
import type { Lockfile } from './complete-lockfile.ts';
import { platformOf } from './platform.ts';

const nx = {
  version: '24.0.6',
  license: 'MIT',
  dev: true,
  optionalDependencies: { '@nx/nx-linux-x64-gnu': '24.0.6', '@nx/nx-linux-x64-musl': '24.0.6' },
};

describe('completeLockfile', () => {
  it('writes an entry for an optional dependency that has none', () => {
    const { lockfile, added } = completeLockfile({
      packages: { 'node_modules/@nx/nx-linux-x64-gnu': { version: '24.0.6' }, 'node_modules/nx': nx },
    });
    expect(added).toEqual(['node_modules/@nx/nx-linux-x64-musl']);
    expect(JSON.stringify(lockfile.packages[added[0] ?? ''])).toBe(
      '{"version":"24.0.6","cpu":["x64"],"dev":true,"libc":["musl"],"license":"MIT","optional":true,"os":["linux"]}',
    );
  });

  it('puts entries where npm puts them', () => {
    const { lockfile } = completeLockfile({
      packages: { '': {}, 'node_modules/@a/a': {}, 'node_modules/nx': nx },
    });
    expect(Object.keys(lockfile.packages)).toEqual([
      '',
      'node_modules/@a/a',
      'node_modules/@nx/nx-linux-x64-gnu',
      'node_modules/@nx/nx-linux-x64-musl',
      'node_modules/nx',
    ]);
  });

  it('leaves a complete lockfile as it is', () => {
    const once = completeLockfile({ packages: { 'node_modules/nx': nx } }).lockfile;
    const twice = completeLockfile(once);
    expect(twice.added).toEqual([]);
    expect(JSON.stringify(twice.lockfile)).toBe(JSON.stringify(once));
  });

  it('nests a second version below the package that asks for it', () => {
    const { added } = completeLockfile({
      packages: {
        'node_modules/a': { version: '1.0.0', optionalDependencies: { 'b-darwin-x64': '1.0.0' } },
        'node_modules/c': { version: '1.0.0', optionalDependencies: { 'b-darwin-x64': '2.0.0' } },
      },
    });
    expect(added).toEqual(['node_modules/b-darwin-x64', 'node_modules/c/node_modules/b-darwin-x64']);
  });

  it('finds the entry of a nested dependent in a folder above it', () => {
    const packages: Lockfile['packages'] = {
      'node_modules/a/node_modules/b': { version: '1.0.0', optionalDependencies: { fsevents: '^2.3.3' } },
      'node_modules/a/node_modules/fsevents': { version: '2.4.0' },
    };
    expect(completeLockfile({ packages }).added).toEqual([]);
  });

  it('tells of a dependency whose name says nothing about a platform', () => {
    const { added, unknown } = completeLockfile({
      packages: { '': { optionalDependencies: { encoding: '^1.0.0' } } },
    });
    expect({ added, unknown }).toEqual({ added: [], unknown: ['encoding@^1.0.0'] });
  });
});

describe('platformOf', () => {
  it.each([
    ['@swc/core-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
    ['@nx/nx-darwin-x64', { os: ['darwin'], cpu: ['x64'] }],
    ['@nx/nx-linux-arm64-gnu', { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] }],
    ['@unrs/resolver-binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'] }],
    ['@unrs/resolver-binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@unrs/resolver-binding-openharmony-arm64', { os: ['openharmony'], cpu: ['arm64'] }],
    ['@unrs/resolver-binding-linux-riscv64-musl', { os: ['linux'], cpu: ['riscv64'], libc: ['musl'] }],
    ['@rolldown/binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['@parcel/watcher-freebsd-x64', { os: ['freebsd'], cpu: ['x64'] }],
    ['@parcel/watcher-linux-x64-glibc', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
    ['fsevents', { os: ['darwin'] }],
    ['encoding', null],
  ])('reads %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
