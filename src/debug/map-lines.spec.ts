import fc from 'fast-check';
import { mapLines } from './map-lines.ts';

const lines = (text: string) => text.split('').join('\n');

describe('mapLines', () => {
  it.each<[string, string, string, (number | undefined)[]]>([
    ['nothing', 'abc', 'abc', [1, 2, 3]],
    ['lines before', 'abc', 'xyabc', [3, 4, 5]],
    ['a line between', 'abc', 'axbc', [1, 3, 4]],
    ['two edits far apart', 'abcde', 'xabcyde', [2, 3, 4, 6, 7]],
    ['a line changed in place', 'abc', 'aXc', [1, 2, 3]],
    ['a line taken out', 'abc', 'ac', [1, undefined, 2]],
    ['all taken out', 'abc', '', [1, undefined, undefined]],
    ['a line moved down', 'abcd', 'acdb', [1, undefined, 2, 3]],
  ])('follows %s', (_, before, after, expected) => {
    const to = mapLines(lines(before), lines(after));
    expect([...before].map((_, at) => to(at + 1))).toEqual(expected);
  });

  it('takes the line ends of Windows for the same', () => {
    expect(mapLines('a\r\nb\r\nc', 'x\na\nb\nc')(2)).toBe(3);
  });

  it('gives a kept line its own text, and no two lines one place', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '}'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const to = mapLines(before.join('\n'), after.join('\n'));
        const places = before.map((_, at) => to(at + 1)).filter((place) => place !== undefined);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        for (const place of places) expect(place).toBeLessThanOrEqual(Math.max(after.length, 1));
      }),
    );
  });

  it('is quick with a file that was written anew', () => {
    const many = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word} ${at}`).join('\n');
    expect(mapLines(many('a'), many('b'))(7)).toBe(7);
  });
});
