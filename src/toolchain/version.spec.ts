import { compareVersions, parseWanted, PINNED, readWanted, satisfies } from './version.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

describe('readWanted', () => {
  const read = (files: Record<string, string>, settings: { gotoolchain?: string; gowork?: string } = {}) =>
    readWanted(
      { directory: '/w/apps/api', gotoolchain: 'auto', gowork: '', ...settings },
      (path) => files[spellAsLinux(path)],
    );

  it.each([
    ['go 1.25.3', 'module m\n\ngo 1.25.3\n', '1.25.3'],
    ['a toolchain that is newer', 'go 1.25.3\n\ntoolchain go1.26.1\n', '1.26.1'],
    ['a toolchain that is older', 'go 1.26.3\ntoolchain go1.26.1\n', '1.26.3'],
    ['toolchain default', 'go 1.25.3\ntoolchain default\n', '1.25.3'],
    ['a comment', '// go 1.99.9\ngo 1.25.3 // for now\n', '1.25.3'],
    ['line ends of Windows', 'module m\r\ngo 1.25.3\r\n', '1.25.3'],
    ['a candidate', 'go 1.27rc1\n', '1.27rc1'],
    ['a language version', 'go 1.26\n', '1.26'],
    ['a language version with a toolchain', 'go 1.26\ntoolchain go1.26.2\n', '1.26.2'],
    ['a toolchain of a company', 'go 1.26.1\ntoolchain go1.26.2-acme\n', '1.26.2-acme'],
    ['a module from before Go 1.21', 'go 1.16\n', PINNED],
    ['no go line', 'module m\n', PINNED],
    ['what is no version', 'go next\n', PINNED],
  ])('reads %s', (_, text, version) => {
    expect(read({ '/w/apps/api/go.mod': text }).version).toBe(version);
  });

  it('lets go.work decide, wherever it lies above, unless GOWORK is off or names another', () => {
    const files = {
      '/w/go.work': 'go 1.26.2\n',
      '/w/apps/api/go.mod': 'go 1.25.3\n',
      '/other/go.work': 'go 1.24.1\n',
    };
    expect(read(files).version).toBe('1.26.2');
    expect(read(files, { gowork: 'off' }).version).toBe('1.25.3');
    expect(read(files, { gowork: '/other/go.work' }).version).toBe('1.24.1');
  });

  it('lets GOTOOLCHAIN decide where it names a version, as a lower bound with +auto', () => {
    const files = { '/w/go.mod': 'go 1.26.2\n' };
    expect(read(files, { gotoolchain: 'go1.25.1' }).version).toBe('1.25.1');
    expect(read(files, { gotoolchain: 'go1.25.1+auto' }).version).toBe('1.26.2');
    expect(read(files, { gotoolchain: 'go1.27.0+auto' }).version).toBe('1.27.0');
    expect(read(files, { gotoolchain: 'local' }).version).toBe('1.26.2');
  });

  it('has one for a folder without any module', () => {
    expect(read({})).toEqual({ kind: 'release', version: PINNED });
  });
});

describe('versions', () => {
  it('are ordered as Go orders them', () => {
    const sorted = [
      '1.9',
      '1.26',
      '1.26beta1',
      '1.26rc1',
      '1.26rc2',
      '1.26.0',
      '1.26.8',
      '1.26.10',
      '1.27rc1',
    ];
    expect(sorted.toReversed().sort(compareVersions)).toEqual(sorted);
  });

  it.each([
    ['1.26.8', { kind: 'release', version: '1.26.8' }],
    ['go1.26.8', { kind: 'release', version: '1.26.8' }],
    ['1.26', { kind: 'minor', version: '1.26' }],
    ['1.27rc1', { kind: 'release', version: '1.27rc1' }],
    ['latest', undefined],
    ['2.0', undefined],
    ['1.26.x', undefined],
    ['1.26.8/../..', undefined],
  ])('are read: %s', (text, wanted) => expect(parseWanted(text)).toEqual(wanted));

  it('of a minor version are its patches, not its candidates', () => {
    const wanted = { kind: 'minor', version: '1.2' } as const;
    expect(['1.2.3', '1.26.3', '1.2rc1', '1.2'].filter((one) => satisfies(one, wanted))).toEqual(['1.2.3']);
  });
});
