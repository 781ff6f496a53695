import type { GoPackage } from '../golang/go-list.ts';
import { findAffected } from './affected-tests.ts';

const one = (ImportPath: string, Imports: readonly string[] = []): GoPackage => ({
  ImportPath,
  Dir: `/w/${ImportPath.replace(/[ .].*/, '')}`,
  Imports,
});

/** `store` is imported by `api`, and by `kit`, which only the tests of `words` import. */
const GRAPH: readonly GoPackage[] = [
  { ImportPath: 'fmt', Dir: '/go/fmt', Standard: true },
  one('store', ['fmt']),
  one('store [store.test]', ['fmt']),
  one('store.test', ['store [store.test]']),
  one('kit', ['store']),
  one('words', ['fmt']),
  one('words_test [words.test]', ['words', 'kit']),
  one('words.test', ['words_test [words.test]']),
  one('other', ['fmt']),
  one('other.test', ['other']),
  one('api', ['store', 'words']),
];

describe('findAffected', () => {
  const affected = (...files: string[]) => findAffected(GRAPH, new Set(files));

  it('finds tests of what has changed, and of what imports it, by other packages and for tests alone', () => {
    expect(affected('/w/store/store.go')).toEqual(['store', 'words']);
    expect(affected('/w/kit/kit.go')).toEqual(['words']);
    expect(affected('/w/other/a.go', '/w/words/b.go')).toEqual(['other', 'words']);
    expect(affected('/w/api/main.go')).toEqual([]);
  });

  it('takes an embedded file for one of the package above it', () => {
    expect(affected('/w/store/sql/schema.sql')).toEqual(['store', 'words']);
  });

  it('has all for go.mod, go.work and what lies in no package', () => {
    for (const file of ['/w/store/go.mod', '/w/go.work', '/elsewhere/x.json'])
      expect(affected(file)).toEqual(['other', 'store', 'words']);
  });
});
