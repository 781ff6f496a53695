import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { cleanLine } from './lines.ts';

describe('cleanLine', () => {
  it.each([
    ['./main.go:1:2: \tx é 漢', './main.go:1:2: \tx é 漢'],
    ['\x1b[1m\x1b[31merror:\x1b[0m x\r', 'error: x'],
    ['\x1b]0;title\x07x', 'x'],
    ['50 %\r100 %', String.raw`50 %\r100 %`],
    ['a\bb\x07\0', String.raw`a\x08b\x07\x00`],
    ['x'.repeat(2001), `${'x'.repeat(2000)}…`],
  ])('shows %j as %j', (line, shown) => {
    expect(cleanLine(line)).toBe(shown);
  });

  it('steers no terminal and has an end, whatever the line', () => {
    const part = fc.oneof(
      anyText(),
      fc.constantFrom('\x1b[', '\x1b]8;;', '\x9b', '\x1b', 'x'.repeat(3000), '31m'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const shown = cleanLine(parts.join(''));
        expect(stripVTControlCharacters(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f]/);
        expect(shown.length).toBeLessThan(15_000);
      }),
    );
  });

  it.each(['\x1b[', '\x1b]', '\x9b', '\t', 'x'])('comes to an end with 20 MB of %j', (part) => {
    expect(cleanLine(part.repeat(20_000_000 / part.length)).length).toBeLessThan(15_000);
  });
});
