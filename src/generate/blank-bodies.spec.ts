import fc from 'fast-check';
import { blankBodies } from './blank-bodies.ts';

const inFile = (body: string) => `package a\n\n// F does.\nfunc F(x int) (y int) {${body}}\n\nvar z = 1\n`;

describe('blankBodies', () => {
  it('leaves out what a function does', () => {
    expect(blankBodies(inFile('\n\treturn x + 1\n'))).toBe(inFile(''));
  });

  it('keeps a body with a type of its own', () => {
    const source = inFile('\n\ttype local struct{ A int }\n\treturn 1\n');
    expect(blankBodies(source)).toBe(source);
  });

  it('keeps the comments of a body', () => {
    expect(blankBodies(inFile('\n\t// @title A\n\treturn 1 /* b */\n'))).toMatch(
      /\/\/ @title A\n.*\/\* b \*\//s,
    );
  });

  it('tells comments that belong together from comments with code or a blank line between', () => {
    const together = blankBodies(inFile('\n\t// @a\n\t// @b\n'));
    expect(blankBodies(inFile('\n\t// @a\n\n\t// @b\n'))).not.toBe(together);
    expect(blankBodies(inFile('\n\t// @a\n\tx++\n\t// @b\n'))).not.toBe(together);
    expect(blankBodies(inFile('\n\tx++ // @a\n\t// @b\n'))).not.toBe(together);
  });

  it.each([
    ['an interface result', 'func F() interface{ M() } { return nil }', 'func F() interface{ M() } {}'],
    ['a struct result', 'func F() (struct{ A int }) { return nil }', 'func F() (struct{ A int }) {}'],
    ['a map of empty structs', 'func F() map[int]struct{} { return nil }', 'func F() map[int]struct{} {}'],
    ['type parameters', 'func F[T interface{ ~int }](t T) { g(t) }', 'func F[T interface{ ~int }](t T) {}'],
    ['a method', 'func (r *R[T]) M() { r.x() }', 'func (r *R[T]) M() {}'],
    [
      'parameters on lines of their own',
      'func F(\n\ta int,\n) error { g() }',
      'func F(\n\ta int,\n) error {}',
    ],
    ['braces in strings', 'func F() { a("}", `}`, \'}\', "\\"}") }', 'func F() {}'],
    ['a declaration without body', 'func F() int\nvar x = T{1}', 'func F() int\nvar x = T{1}'],
    ['a function value', 'var f = func() { g() }', 'var f = func() { g() }'],
    ['a function value on the next line', 'var f =\nfunc() { g() }', 'var f =\nfunc() { g() }'],
    ['a function type', 'type F func() struct{ A int }', 'type F func() struct{ A int }'],
    ['two on a line', 'func F() { a() }; func G() { b() }', 'func F() {}; func G() {}'],
  ])('understands %s', (_, source, blanked) => {
    expect(blankBodies(`package a\n${source}\n`)).toBe(`package a\n${blanked}\n`);
  });

  it.each([
    ['a brace too few', 'func F() { if x { }'],
    ['a brace too many', 'func F() { } }'],
    ['crossed brackets', 'func F() { a[(1]) }'],
    ['an open string', 'func F() { a("x) }\n'],
    ['an open raw string', 'func F() { a(`x) }'],
    ['an open comment', 'func F() { /* }'],
    ['a character that Go does not know', 'func F() { a # b }'],
    ['a line directive', '//line x.go:1\nfunc F() { }'],
  ])('doubts a source with %s', (_, source) => {
    expect(blankBodies(`package a\n${source}`)).toBeUndefined();
  });

  const piece = fc.constantFrom(
    ...[
      'x := 1\n',
      'if a { b() }\n',
      'c("}{")\n',
      'd(`\n}`)\n',
      "e := '{'\n",
      'for range xs { f(`"`) }\n',
      '\n',
    ],
    ...[
      'g(func() int { return T{1, []int{2}}[0] })\n',
      'typed := "\\\\"\n',
      'h(a, "\\"", \'\\\'\')\n',
      'switch { }\n',
    ],
  );
  const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const outside = fc.constantFrom(
    ...[
      'type A struct {\n\tB int `json:"b"`\n}',
      '// @Summary x',
      'var v = map[string]int{"}": 1}',
      'const c = `{`',
    ],
    ...[
      'type I interface{ M(struct{}) func() }',
      '',
      '/* @Router /x [get] */',
      'var f = func() { g() }',
      'import "x"',
    ],
  );
  const part = fc.oneof(
    outside.map((text) => ({ text })),
    fc.record({ name: fc.constantFrom('F', 'G', '(r R) M'), body }),
  );
  const write = (parts: readonly ({ text: string } | { name: string; body: string })[]) =>
    `package a\n${parts.map((each) => ('text' in each ? each.text : `func ${each.name}() struct{} {\n${each.body}}`)).join('\n')}\n`;

  it('never changes for another body without `type` and comments', () => {
    fc.assert(
      fc.property(fc.array(part), fc.infiniteStream(body), (parts, bodies) => {
        const edited = parts.map((each) =>
          'text' in each ? each : { ...each, body: bodies.next().value as string },
        );
        expect(blankBodies(write(parts))).toBeDefined();
        expect(blankBodies(write(edited))).toBe(blankBodies(write(parts)));
      }),
    );
  });

  it('always changes for a change outside of bodies', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(part), outside, (before, after, added) => {
        const source = blankBodies(write([...before, ...after]));
        expect(blankBodies(write([...before, { text: `${added}\nvar added int` }, ...after]))).not.toBe(
          source,
        );
        expect(blankBodies(write([...before, { text: '\n' }, ...after]))).not.toBe(source);
      }),
    );
  });
});
