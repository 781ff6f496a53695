import { describePacked, findFaults, type Packed } from './packed.ts';

const packed: Packed = {
  filename: 'x-1.0.0.tgz',
  size: 899_999,
  unpackedSize: 1012,
  files: [
    { path: 'dist/a.js', size: 12 },
    { path: 'README.md', size: 1000 },
  ],
};

describe('findFaults', () => {
  it('lets a tarball pass that is just small enough', () => {
    expect(findFaults(packed)).toEqual([]);
  });

  it('refuses one of 900 kB', () => {
    expect(findFaults({ ...packed, size: 1_400_000 })).toEqual([
      'The tarball has 1400000 bytes; from 1400000 on it is too large.',
    ]);
  });

  it.each([
    'src/index.ts',
    'dist/a.spec.js',
    'dist/a.spec.js.map',
    'dist/a/testing/fake.js',
    'dist/a.ts',
    'dist/tsconfig.json',
    'docs/notes.txt',
    '.npmrc',
    'e2e/rig/rig.ts',
    'linker/corpus/corpus.go',
    'linker/overlay/overlay_test.go',
  ])('refuses one with %s', (path) => {
    expect(findFaults({ ...packed, files: [{ path, size: 1 }] })).toEqual([
      `${path} does not belong in the tarball.`,
    ]);
  });

  it.each([
    'dist/a.js.map',
    'dist/a.d.ts',
    'docs/options.md',
    'docs/images/error.png',
    'linker/go.mod',
    'linker/overlay/_addition/ld/delta.go',
  ])('lets one pass with %s', (path) => {
    expect(findFaults({ ...packed, files: [{ path, size: 1 }] })).toEqual([]);
  });
});

describe('describePacked', () => {
  it('lists the files, the largest first, and their sums', () => {
    expect(describePacked(packed)).toBe(
      '     1000  README.md\n       12  dist/a.js\n     1012  in 2 files; x-1.0.0.tgz has 899999 bytes',
    );
  });
});
