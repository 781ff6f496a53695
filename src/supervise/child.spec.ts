import { createLineReader, startChild } from './child.ts';

/** What is told of these pieces of a stream; what is no whole line yet stands in brackets. */
function read(...pieces: readonly string[]): string[] {
  const told: string[] = [];
  const reader = createLineReader((line, isWhole) => told.push(isWhole ? line : `[${line}]`));
  pieces.forEach(reader);
  return told;
}

describe(createLineReader.name, () => {
  it.each([
    ['lines', ['a\nb\n'], ['a', 'b']],
    ['empty lines', ['\n\na\n'], ['', '', 'a']],
    ['lines of Windows', ['a\r\nb\r\n'], ['a', 'b']],
    ['lines of Windows that are divided', ['a\r', '\nb\n'], ['a', 'b']],
    ['a progress bar', ['10 %\r20 %\r', '30 %\r'], ['10 %', '20 %', '30 %']],
    ['a line in pieces', ['lis', 'ten', '\n'], ['[lis]', '[listen]', 'listen']],
    ['a prompt without an end', ['a\nname: '], ['a', '[name: ]']],
  ])('divides %s', (_, pieces, expected) => {
    expect(read(...pieces)).toEqual(expected);
  });

  it('holds no more than a piece of a line that has no end', () => {
    const told = read(...Array.from({ length: 50 }, () => 'x'.repeat(10_000)), '\n');
    expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024 + 2);
    expect(told.filter((line) => !line.startsWith('[')).join('')).toBe('x'.repeat(500_000));
  });
});

describe(startChild.name, () => {
  it('tells the lines of a child, the last one also where it has no end', async () => {
    const told: string[] = [];
    const { ended } = startChild({
      file: process.execPath,
      args: ['-e', `process.stdout.write('é\\n'); process.stderr.write('no end')`],
      cwd: '/',
      env: {},
      output: 'tee',
      onLine: (line, isWhole) => told.push(isWhole ? line : `[${line}]`),
    });
    await ended;
    expect(told.sort()).toEqual(['[no end]', 'no end', 'é']);
  });
});
