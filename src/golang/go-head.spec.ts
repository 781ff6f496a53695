import { readGoHead } from './go-head.ts';

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
