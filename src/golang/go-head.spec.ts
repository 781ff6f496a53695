import { readGoHead, readImports } from './go-head.ts';

describe(readGoHead, () => {
  it('gives the package’s name and all import paths', () => {
    const text =
      '//go:build linux\n\npackage api // x\n\nimport (\n\t_ "embed"\n\tf "fmt"; . `os` // three\n)\nimport "a.test/b"\n\nimport "C"\n';
    expect(readGoHead(text)).toEqual({
      packageName: 'api',
      imports: ['embed', 'fmt', 'os', 'a.test/b', 'C'],
      clauseStart: text.indexOf('package api'),
      clauseEnd: text.indexOf(' // x'),
      end: text.length - 1,
    });
  });

  it.each([
    ['a comment', 'package x\n// import "no"\n/*\nimport "no"\n*/\nimport "yes"\n'],
    ['a later string', 'package x\nimport "yes"\nvar s = `\nimport "no"\n`\n'],
    ['a comment behind a body', 'package x\nimport "yes"\nfunc f() {}\n//import "no"\n'],
  ])('takes no import from %s', (_, text) => {
    expect(readGoHead(text)?.imports).toEqual(['yes']);
  });

  it.each(['', 'func F() {}', 'package', 'package x\nimport (\n"fmt"\n', '/* package x'])(
    'gives nothing for %j',
    (text) => {
      expect(readGoHead(text)).toBeUndefined();
    },
  );
});

describe(readImports, () => {
  it.each([
    ['in an open block', 'package x\n\nimport (\n\t"fmt"\n\tw "a.test/words"\n\nfunc f() { g("no") }\n'],
    [
      'in a conflict',
      'package x\nimport (\n\t"fmt"\n<<<<<<< HEAD\n\t"a.test/words"\n=======\n>>>>>>> other\n)\n',
    ],
    [
      'behind a conflict',
      '<<<<<<< HEAD\n// One.\n=======\n>>>>>>> other\npackage x\r\nimport "fmt"\r\nimport _ `a.test/words` // two\r\n',
    ],
  ])('gives what can be read %s', (_, text) => {
    expect(readGoHead(text)).toBeUndefined();
    expect(readImports(text)).toEqual(['fmt', 'a.test/words']);
  });
});
