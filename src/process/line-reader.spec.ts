import fc from 'fast-check';
import { createLineReader } from './line-reader.ts';

/** A reader whose rests end when the test says so. */
function makeReader() {
  const lines: string[] = [];
  const unended: string[] = [];
  let rests: { readonly end: () => void; readonly signal: AbortSignal | undefined }[] = [];
  const reader = createLineReader(
    { onLine: (line) => lines.push(line), onUnended: (text) => unended.push(text) },
    { wait: (_, signal) => new Promise((end) => rests.push({ end, signal })) },
  );
  const rest = async () => {
    for (const { end } of rests) end();
    rests = [];
    await Promise.resolve();
  };
  return { lines, unended, reader, write: (text: string) => reader.write(Buffer.from(text)), rest };
}

describe(createLineReader.name, () => {
  it('gives lines whatever the chunks, also the last one without an end', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 7 }), (parts, size) => {
        const whole = parts.map((part) => part.replace(/[\r\n]/g, '')).join('\n');
        const { reader, lines } = makeReader();
        const bytes = Buffer.from(whole);
        for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
        reader.end();
        const expected = bytes.toString().split('\n');
        expect(lines).toEqual(expected.at(-1) === '' ? expected.slice(0, -1) : expected);
      }),
    );
  });

  it('takes the carriage return of a line end away', () => {
    const { write, lines } = makeReader();
    write('a\r\nb\rc\r');
    write('\n');
    expect(lines).toEqual(['a', 'b\rc']);
  });

  it('tells of a line without an end once nothing more comes, and of the whole line later', async () => {
    const { write, rest, lines, unended } = makeReader();
    write('Server ');
    write('listening');
    await rest();
    expect(unended).toEqual(['Server listening']);
    write(' on :80\n');
    await rest();
    expect([lines, unended]).toEqual([['Server listening on :80'], ['Server listening']]);
  });

  it('tells of no line whose end comes meanwhile, nor after the end of all', async () => {
    const { reader, write, rest, lines, unended } = makeReader();
    write('a');
    write('b\n');
    write('c');
    reader.end();
    await rest();
    expect([lines, unended]).toEqual([['ab', 'c'], []]);
  });

  it('keeps no more than a part of what never ends', () => {
    const { write, lines } = makeReader();
    for (let at = 0; at < 100; at++) write('\r10 %'.repeat(1000));
    expect(lines.join('').length).toBeGreaterThan(500_000 - 70_000);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
  });
});
