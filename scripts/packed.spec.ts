import { describePacked, findFaults, type Packed } from './packed.ts';

const packed: Packed = {
  filename: 'x-1.0.0.tgz',
  size: 249_999,
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

  it('refuses one of 250 kB', () => {
    expect(findFaults({ ...packed, size: 250_000 })).toEqual([
      'The tarball has 250000 bytes; from 250000 on it is too large.',
    ]);
  });

  it.each(['src/index.ts', 'dist/a.spec.js', 'dist/a.ts', 'dist/a.js.map', '.npmrc', 'e2e/rig/rig.ts'])(
    'refuses one with %s',
    (path) => {
      expect(findFaults({ ...packed, files: [{ path, size: 1 }] })).toEqual([
        `${path} does not belong in the tarball.`,
      ]);
    },
  );
});

describe('describePacked', () => {
  it('lists the files, the largest first, and their sums', () => {
    expect(describePacked(packed)).toBe(
      '     1000  README.md\n       12  dist/a.js\n     1012  in 2 files; x-1.0.0.tgz has 249999 bytes',
    );
  });
});
