import fc from 'fast-check';
import { restoreWords, splitWords, type GivenOptions, type Words } from './arguments.ts';

const split = (words: Words) => {
  const result = splitWords('args', words);
  return result.ok ? result.value : result.problem.message;
};

describe('splitWords', () => {
  it.each<[Words, string[]]>([
    ['server -p 8080', ['server', '-p', '8080']],
    ['  two\tblanks \n', ['two', 'blanks']],
    ['', []],
    [`--name "two words" --other='a "b"'`, ['--name', 'two words', '--other=a "b"']],
    [`"it's" ''`, ["it's", '']],
    [`a"b c"d`, ['ab cd']],
    ['a,b;c|d $HOME *', ['a,b;c|d', '$HOME', '*']],
    [8080, ['8080']],
    [
      ['a b', 1, ''],
      ['a b', '1', ''],
    ],
  ])('splits %j as a shell would', (text, words) => {
    expect(split(text)).toEqual(words);
  });

  it.each<[string, string[]]>([
    [String.raw`"say \"hi\" now"`, ['say "hi" now']],
    [String.raw`'it'\''s'`, ["it's"]],
    [String.raw`two\ words don\'t`, ['two words', "don't"]],
    [String.raw`"a\\" b`, ['a\\', 'b']],
    [String.raw`'a\' b`, ['a\\', 'b']],
    [
      String.raw`C:\dir\file "C:\my dir\x" \\server\share`,
      ['C:\\dir\\file', 'C:\\my dir\\x', '\\\\server\\share'],
    ],
    [String.raw`"it\'s"`, ["it\\'s"]],
  ])('takes a backslash before a quote or a blank as an escape, elsewhere as itself: %s', (text, words) => {
    expect(split(text)).toEqual(words);
  });

  it.each(['"open', "don't", `"a 'b`, `'a" b`, String.raw`"ends with \"`, `a 'b' "`])(
    'refuses the unclosed quote of %s',
    (text) => {
      expect(split(text)).toBe(`args: a quote is not closed in ${text}`);
    },
  );

  it('names the option and says what to do', () => {
    const result = splitWords('buildFlags', `-ldflags "-X`);
    expect(result).toMatchObject({
      ok: false,
      problem: {
        message: 'buildFlags: a quote is not closed in -ldflags "-X',
        hint: 'Close it, put the other kind of quotes around it, or give the words as an array.',
      },
    });
  });

  it('shows no more than the beginning of a huge text', () => {
    expect(split(`"${'x'.repeat(100_000)}`).length).toBeLessThan(150);
  });

  it('refuses a NUL, in a text and in an array', () => {
    expect(split('a\0b')).toBe(String.raw`args: "a\u0000b" holds a NUL character`);
    expect(split(['ok', 'a\0'])).toBe(String.raw`args: "a\u0000" holds a NUL character`);
  });

  it.each([
    ['single', (word: string) => `'${word.replaceAll("'", `'\\''`)}'`],
    [
      'double',
      (word: string) => `"${word.replace(/(\\*)("|$)/g, (_, b: string, q: string) => b + b + (q && '\\"'))}"`,
    ],
  ])('gives back the words that were joined with %s quotes', (_, quote) => {
    const word = fc.string({ unit: fc.constantFrom(...`ab "'\\\t$é,`) });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(split(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => void split(text)));
  });
});

describe('restoreWords', () => {
  it.each<[GivenOptions, object]>([
    [{ args: 1000, __unparsed__: ['--args=1e3'] }, { args: '1e3' }],
    [{ args: 16, __unparsed__: ['--watch', '--args', '0x10', '--port=1'] }, { args: '0x10' }],
    [
      { args: [1.5, 'x', 2], __unparsed__: ['--args=1.50', '--args=x', '--args=2.0'] },
      { args: ['1.50', 'x', '2.0'] },
    ],
    [{ args: 8080, __unparsed__: [] }, { args: 8080 }],
    [{ args: [1.5], __unparsed__: ['--port=1'] }, { args: [1.5] }],
    [
      { env: { A: 10, B: 10, C: true }, __unparsed__: ['--env.A=1e1'] },
      { env: { A: '1e1', B: 10, C: true } },
    ],
    [{ buildFlags: 1, __unparsed__: ['--build-flags=1.0'] }, { buildFlags: '1.0' }],
    // Of another task, whose options Nx has not given to this one.
    [{ args: 'server', __unparsed__: ['--args=1e3'] }, { args: 'server' }],
    [{ args: 7, __unparsed__: ['--args=1e3'] }, { args: 7 }],
  ])('of %j are %j', (given, options) => {
    expect(restoreWords(given)).toEqual(options);
  });
});
