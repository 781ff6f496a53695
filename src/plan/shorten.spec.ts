import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { describeValue } from './options.ts';
import { shorten } from './shorten.ts';

describe('shorten', () => {
  it.each([
    ['short é 漢', 'short é 漢'],
    ['a\tb\r\n\0', String.raw`a\tb\r\n\x00`],
    ['\x1b[31m\x7f\x9b', String.raw`\x1b[31m\x7f\x9b`],
    ['\u2028\u202e\u2069', String.raw`\u2028\u202e\u2069`],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(80)}…`],
    [`${'x'.repeat(79)}😀`, `${'x'.repeat(79)}…`],
  ])('shows %j as %j', (text, shown) => {
    expect(shorten(text)).toBe(shown);
  });

  it('gives one line that steers no terminal, of any text', () => {
    fc.assert(
      fc.property(anyText(300), (text) => {
        expect(shorten(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('describeValue', () => {
  it.each([
    ['80', '"80"'],
    [NaN, '"NaN"'],
    [[1, -Infinity], '[1,"-Infinity"]'],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, '10n'],
    [Symbol('x'), 'Symbol(x)'],
  ])('shows %p as %s', (value, shown) => {
    expect(describeValue(value)).toBe(shown);
  });

  it('shows what JSON can’t', () => {
    const own: Record<string, unknown> = {};
    own['own'] = own;
    expect(describeValue(own)).toMatch(/Circular/);
  });

  it('shows any value on a short line', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        expect(describeValue(value)).toMatch(/^.{1,400}$/);
      }),
    );
  });
});
