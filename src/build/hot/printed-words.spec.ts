import { splitPrintedCommand } from './printed-build.ts';

const split = (line: string) => splitPrintedCommand(line, '/w/app');

describe(splitPrintedCommand.name, () => {
  it('splits at blanks, and takes Go strings as one word', () => {
    expect(split('/go/compile -o $WORK/b1/_pkg_.a -trimpath "$WORK/b1=>" "/w/a b/é.go"')).toEqual([
      '/go/compile',
      '-o',
      '$WORK/b1/_pkg_.a',
      '-trimpath',
      '$WORK/b1=>',
      '/w/a b/é.go',
    ]);
  });

  it('writes out the directory where go has shortened it', () => {
    expect(split('-I ./ . ./main.go .. .hidden a.go')).toEqual([
      '-I',
      '/w/app/',
      '/w/app',
      '/w/app/main.go',
      '..',
      '.hidden',
      'a.go',
    ]);
  });

  it('leaves a dot within quotes: go shortens nothing there', () => {
    expect(split('"./a b.go" "."')).toEqual(['./a b.go', '.']);
  });

  it('keeps assignments, with what their quotes hold', () => {
    expect(split("GOROOT='/usr/lo cal/go' A_1='' /go/link")).toEqual([
      'GOROOT=/usr/lo cal/go',
      'A_1=',
      '/go/link',
    ]);
  });

  it('reads the escapes of a Go string', () => {
    expect(split(String.raw`"-X main.s=\"a\tb\\c\" \u200b"`)).toEqual(['-X main.s="a\tb\\c" \u200b']);
  });

  it.each([
    ['a redirection', 'echo -n > f'],
    ['a pipe', 'gcc -o x || true'],
    ['a single quote', "gcc 'a b'"],
    ['an assignment in double quotes', String.raw`A="it's" gcc`],
    ['an open quote', '/go/compile "a'],
    ['words that go on behind a quote', '/go/compile "a"b'],
    ['an escape that only Go knows', String.raw`"\x00"`],
    ['a backslash', String.raw`a\ b`],
  ])('does not understand %s', (_, line) => {
    expect(split(line)).toBeUndefined();
  });
});
