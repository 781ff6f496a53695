import fc from 'fast-check';
import { outline } from './outline.ts';

const HEAD =
  '//go:build linux\n\npackage x\n\nimport (\n\t_ "embed"\n\tf "fmt"; . `os` // three\n)\nimport "io"';
const COMMENT = '// three';
/** Where a byte of the head counts. */
const COUNTING = [...HEAD]
  .map((_, index) => index)
  .filter((index) => {
    const within = index - HEAD.indexOf(COMMENT);
    return !/\s/.test(HEAD[index] ?? '') && (within < 0 || within >= COMMENT.length);
  });

describe(outline.name, () => {
  it('is the head up to the last import, and the directives behind it', () => {
    const text = `${HEAD}\n\n//go:embed a.txt\nvar a string\n\nfunc F() {} //go:noinline\n//line x.go:1\n`;
    const head = `//go:build linux\n\npackage x\n\nimport (\n_ "embed"\nf "fmt"; . \`os\`\n)\nimport "io"`;
    expect(outline(text)).toBe(`${head}\n//go:embed a.txt\n//go:noinline\n//line x.go:1`);
  });

  it('has no comments or blank lines between package clause and imports', () => {
    const bare = 'package x\n\nimport "fmt"\nimport `a.test//b`\n';
    const commented =
      'package x\n\n// One "line.\n\n/* Some\nmore` */ import /* a */ "fmt" // why\n\nimport `a.test//b`\n';
    expect(outline(commented)).toBe(outline(bare));
    expect(outline(commented)).toContain('`a.test//b`');
  });

  it('has no comments before the package clause', () => {
    expect(outline('// Copyright.\n\n// Package x is one.\npackage x\n')).toBe(outline('package x\n'));
  });

  it.each([
    '//go:build linux\n\n// Package x is one.\n',
    '// Package x is one.\n//go:build linux\n\n',
    '// +build linux\n\n',
    '//\t+build linux\n\n',
    '//go:debug panicnil=1\n',
    '//line other.go:1\n',
    '/* one\n//go:build linux\n*/\n',
    '/*line other.go:1*/ ',
    '\uFEFF',
  ])('keeps all before the package clause in %j, which may be more than a comment', (header) => {
    expect(outline(`${header}package x\n`)).toBe(`${header}package x`);
  });

  it.each([
    ['a directive', '\n//go:generate stringer\n'],
    ['another position', '\n//line other.go:1\n'],
    ['another name', ' other '],
  ])('changes with %s between package clause and imports', (_, added) => {
    expect(outline(`package x\n\nimport${added}"fmt"\n`)).not.toBe(outline('package x\n\nimport "fmt"\n'));
  });

  it('keeps the comment that tells from where the package is imported', () => {
    expect(outline('package x // import "a.test/x"\n\nimport "fmt"\n')).toContain('a.test/x');
  });

  it('keeps all comments where one begins behind the package clause', () => {
    expect(outline('package x /* one ` two\n */\n// three\nimport `fmt`\n')).toContain('// three');
  });

  it('ends with the package clause where nothing is imported', () => {
    expect(outline('package x // one\n\nvar importer = 1\n')).toBe('package x');
    expect(outline('package x')).toBe('package x');
  });

  it('is not cut short by words that stand in a comment', () => {
    const text = 'package x\n\n/*\nfunc F() {}\n*/\n\nimport "fmt"\n\nfunc G() {}\n';
    expect(outline(text)).toContain('import "fmt"');
    expect(outline(text)).not.toContain('func G');
  });

  it('keeps the comment that cgo reads', () => {
    expect(outline('package x\n\n// int two() { return 2; }\nimport "C"\n')).toContain('return 2');
  });

  it.each([
    ['no package clause', 'func F() {}\n'],
    ['an empty file', ''],
    ['an open group', 'package x\nimport (\n"fmt"\nfunc F() {}\n'],
    ['an import of nothing', 'package x\nimport\nfunc F() {}\n'],
    ['an open comment', '/* package x\n'],
  ])('is the whole of a text with %s', (_, text) => {
    expect(outline(text)).toBe(`?${text}`);
  });

  describe('of any file', () => {
    const word = fc.constantFrom(
      'x',
      'import',
      'package',
      '"fmt"',
      '(',
      ')',
      '{',
      '}',
      '`raw`',
      '+',
      'é',
      '// note',
    );
    /** Lines of a body without a directive. */
    const body = fc
      .array(fc.oneof(word, fc.string()), { maxLength: 12 })
      .map((words) => words.join(' ').replaceAll(/\/\/(go:|line |export )|\/\*line |\/\/ ?\+build /g, ''));
    const directive = fc
      .tuple(
        fc.constantFrom('//go:', '//line ', '//export ', '/*line ', '//go:embed '),
        fc.string({ unit: 'binary' }),
      )
      .map(([begin, rest]) => begin + rest.replaceAll('\n', ''));
    const declare = (text: string) => `${HEAD}\n\nfunc F() {\n\t${text}\n}\n`;

    it('stays as it is, whatever becomes of a body', () => {
      fc.assert(fc.property(body, body, (one, other) => outline(declare(one)) === outline(declare(other))));
    });

    it('changes with each directive', () => {
      fc.assert(
        fc.property(body, directive, directive, (text, one, other) => {
          const outlines = [text, `${text}\n${one}`, `${text}\n${other}`].map((some) =>
            outline(declare(some)),
          );
          expect(new Set(outlines).size).toBe(one === other ? 2 : 3);
        }),
      );
    });

    it('changes with each byte of the head, blanks and comments aside', () => {
      const at = fc.constantFrom(...COUNTING);
      fc.assert(
        fc.property(at, fc.string({ minLength: 1, maxLength: 1 }), (index, letter) => {
          fc.pre(HEAD[index] !== letter);
          const other = HEAD.slice(0, index) + letter + HEAD.slice(index + 1);
          const rest = '\n\nfunc F() {}\n';
          expect(outline(other + rest)).not.toBe(outline(HEAD + rest));
        }),
      );
    });
  });
});
