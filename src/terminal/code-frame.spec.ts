import fc from 'fast-check';
import { drawCodeFrame } from './code-frame.ts';

const frame = (source: string, column: number, line = 7) =>
  drawCodeFrame({ file: '/w/main.go', line, column, message: '', source });

describe('drawCodeFrame', () => {
  it('puts a caret under the column', () => {
    expect(frame('x := y', 6)).toEqual(['7 │ x := y', '  │      ^']);
  });

  it('keeps tabs, so that the caret is right whatever their width', () => {
    expect(frame('\tif x {\ty', 10, 128)).toEqual(['128 │ \tif x {\ty', '    │ \t      \t ^']);
  });

  it.each([
    ['é := y', 7, '7 │ é := y', '  │      ^'],
    ['"日本" + y', 11, '7 │ "日本" + y', '  │         ^'],
    ['"🚀" + y', 9, '7 │ "🚀" + y', '  │       ^'],
    ['e\u0301 := y', 8, '7 │ e\u0301 := y', '  │      ^'],
  ])('counts bytes as go does, and room as a terminal does: %s', (source, column, first, second) => {
    expect(frame(source, column)).toEqual([first, second]);
  });

  it.each([
    [1, '  │ ^'],
    [3, '  │   ^'],
    [99, '  │   ^'],
  ])('stays on the line with column %d', (column, caret) => {
    expect(frame('ab', column)[1]).toBe(caret);
  });

  it('shows the line alone where the column is not known, and nothing where the line is not', () => {
    expect(frame('foo bar', 0)).toEqual(['7 │ foo bar']);
    expect(drawCodeFrame({ file: '/w/a.go', line: 1, column: 1, message: '' })).toEqual([]);
  });

  it('shows a part of a very long line', () => {
    const [shown = '', caret = ''] = frame(`${'a'.repeat(500)}X${'b'.repeat(500)}`, 501);
    expect(shown).toBe(`7 │ …${'a'.repeat(80)}X${'b'.repeat(39)}…`);
    expect(caret.indexOf('^')).toBe(shown.indexOf('X'));
    expect(frame('c'.repeat(500), 1)[0]).toBe(`7 │ ${'c'.repeat(120)}…`);
  });

  it('lets no control character through', () => {
    expect(frame('a\x1b[31mb\rc', 8)).toEqual(['7 │ a [31mb c', '  │        ^']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        (source, column) => void frame(source, column),
      ),
    );
  });
});
