import fc from 'fast-check';
import { parseDiagnostics } from './diagnostics.ts';
import { spellAsLinux } from '../files/testing/linux-paths.ts';

/** Each complaint as `file:line:column message`, from /w, and what is left. */
function parse(output: string, sources: Record<string, string> = {}) {
  const { diagnostics, rest } = parseDiagnostics(output, '/w', (path) => sources[path]);
  const shown = diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
  return [shown, rest];
}

// The outputs are go1.26.8's.
describe('parseDiagnostics', () => {
  it('reads a syntax error, without the heading', () => {
    expect(
      parse('# example.com/x\n./main.go:5:1: syntax error: unexpected }, expected expression\n'),
    ).toEqual([['/w/main.go:5:1 syntax error: unexpected }, expected expression'], '']);
  });

  it('keeps the lines of one message together', () => {
    const output = `# example.com/x
./main.go:12:36: too many arguments in call to f
	have (string, number)
	want (int)
./main.go:12:44: declared and not used: x
./main.go:5:26: duplicate case 1 (constant of type int) in expression switch
	./main.go:5:18: previous case
./main.go:13:3: too many errors
`;
    expect(parse(output)).toEqual([
      [
        '/w/main.go:12:36 too many arguments in call to f\n\thave (string, number)\n\twant (int)',
        '/w/main.go:12:44 declared and not used: x',
        '/w/main.go:5:26 duplicate case 1 (constant of type int) in expression switch\n\t./main.go:5:18: previous case',
        '/w/main.go:13:3 too many errors',
      ],
      '',
    ]);
  });

  it('does so after lines that name no place', () => {
    const output = `go: downloading example.com/y v1.0.0
main.go:4:2: no required module provides package example.com/x/nope; to add it:
	go get example.com/x/nope
main.go:6:2: package fmtt is not in std (/usr/local/go/src/fmtt)
`;
    expect(parse(output)).toEqual([
      [
        '/w/main.go:4:2 no required module provides package example.com/x/nope; to add it:\n\tgo get example.com/x/nope',
        '/w/main.go:6:2 package fmtt is not in std (/usr/local/go/src/fmtt)',
      ],
      'go: downloading example.com/y v1.0.0',
    ]);
  });

  it('reads a complaint about what a Go file was made from, with the package', () => {
    const output = '# example.com/x/v [example.com/x/v.test]\nv/page.templ:3: undefined: y\ngone.y:1:2: z\n';
    const { diagnostics, rest } = parseDiagnostics(output, '/w', (path) =>
      spellAsLinux(path) === '/w/v/page.templ' ? 'a\nb\n{ y }\n' : undefined,
    );
    expect(diagnostics).toEqual([
      {
        file: '/w/v/page.templ',
        line: 3,
        column: 0,
        message: 'undefined: y',
        source: '{ y }',
        package: 'example.com/x/v',
      },
    ]);
    expect(rest).toBe('gone.y:1:2: z');
  });

  it('keeps the heading where nothing else names the package', () => {
    const output = '# example.com/x\ngone.templ:1:2: y\n# example.com/z\n./z.go:1:1: z\n';
    expect(parse(output)).toEqual([['/w/z.go:1:1 z'], '# example.com/x\ngone.templ:1:2: y']);
  });

  it('reads several packages’ errors, in directories above', () => {
    const output = '# example.com/a\n../a/a.go:1:2: x\n# example.com/b [example.com/b.test]\nb/b.go:3:4: y\n';
    expect(parse(output)).toEqual([['/a/a.go:1:2 x', '/w/b/b.go:3:4 y'], '']);
  });

  it.each([
    [
      'go: errors parsing go.mod:\ngo.mod:4: unknown directive: foo\n',
      '/w/go.mod:4:0 unknown directive: foo',
    ],
    [
      'go: errors parsing ../go.work:\n../go.work:3: unknown directive: foo\n',
      '/go.work:3:0 unknown directive: foo',
    ],
    ["other.go:1:1: expected 'package', found 'EOF'\n", "/w/other.go:1:1 expected 'package', found 'EOF'"],
    [
      'main.go:5:12: pattern templates/*.html: no matching files found\n',
      '/w/main.go:5:12 pattern templates/*.html: no matching files found',
    ],
    [
      '# example.com/x\n./main.go:6:21: could not determine what C.g refers to\n',
      '/w/main.go:6:21 could not determine what C.g refers to',
    ],
    [
      '# example.com/x\n./asm.s:3: unrecognized instruction "FOO"\n',
      '/w/asm.s:3:0 unrecognized instruction "FOO"',
    ],
    ['# example.com/x\r\n./main.go:1:2: x\r\n', '/w/main.go:1:2 x'],
    ['./my é main.go:1:2: x: y.go:3:4: z\n', '/w/my é main.go:1:2 x: y.go:3:4: z'],
    ['./a:b/c:1.go:1:2: x\n', '/w/a:b/c:1.go:1:2 x'],
    ['/abs/main.go:1:2: \n', '/abs/main.go:1:2 '],
  ])('reads %j', (output, expected) => {
    expect(parse(output)).toEqual([[expected], '']);
  });

  it('reads a path with a drive', () => {
    const { diagnostics } = parseDiagnostics('C:\\my code\\main.go:1:2: x\n', '/w', () => undefined);
    expect(diagnostics).toMatchObject([
      { file: expect.stringContaining('C:\\my code\\main.go'), line: 1, column: 2 },
    ]);
  });

  it('keeps a C compiler’s lines', () => {
    const output = `# example.com/x
./main.go:3:11: fatal error: nothere.h: No such file or directory
    3 | // #include <nothere.h>
      |           ^~~~~~~~~~~
compilation terminated.
`;
    expect(parse(output)).toEqual([
      [
        '/w/main.go:3:11 fatal error: nothere.h: No such file or directory\n    3 | // #include <nothere.h>\n      |           ^~~~~~~~~~~',
      ],
      'compilation terminated.',
    ]);
  });

  it('does not take what is indented below another line for a part of a message', () => {
    const cycle = 'package a\n\timports b: import cycle not allowed';
    expect(parse(`./main.go:1:2: x\n${cycle}\n`)).toEqual([['/w/main.go:1:2 x'], cycle]);
  });

  it.each([
    'package example.com/x\n\timports example.com/x/a from main.go\n\timports example.com/x/b from a.go\n\timports example.com/x/a from b.go: import cycle not allowed',
    'package example.com/x\n\tmain.go:2:8: use of internal package internal/abi not allowed',
    'runtime.main_main·f: function main is undeclared in the main package',
    'main.main: relocation target main.f not defined',
    'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)',
    'go: cannot load module nope listed in go.work file: open nope/go.mod: no such file or directory',
    'found packages main (main.go) and other (other.go) in /tmp/gx/two',
    "flag provided but not defined: -foo\nusage: go build [-o output] [build flags] [packages]\nRun 'go help build' for details.",
    '/usr/local/go/pkg/tool/linux_amd64/link: running gcc failed: exit status 1',
    'go: example.com/y@v1.0.0: reading http://go.example.com:80: 404 Not Found',
    'go: example.com/y@v1.0.0: Get "https://example.go:443: x": dial tcp: lookup failed',
  ])('leaves what names no place as it is: %j', (output) => {
    expect(parse(`${output}\n`)).toEqual([[], output]);
  });

  it('adds the line of source, where there is one', () => {
    const sources = { '/w/main.go': 'package main\r\n\tx := é\r\n' };
    const { diagnostics } = parseDiagnostics(
      './main.go:2:7: undefined: é\n./main.go:99:1: x\n./gone.go:1:1: x\n',
      '/w',
      (path) => (sources as Record<string, string>)[spellAsLinux(path)],
    );
    expect(diagnostics.map(({ source }) => source)).toEqual(['\tx := é', undefined, undefined]);
  });

  it('never throws, and loses nothing but headings and blank lines', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '# example.com/x',
        './main.go:1:2: message',
        '\tmore',
        '  ',
        'a.go:1: x',
        'go: x',
        'main.go:1:2:',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const output = lines.join('\n');
        const { diagnostics, rest } = parseDiagnostics(output, '/w', () => undefined);
        const kept = [...diagnostics.map(({ message }) => message), rest].join('\n').split('\n');
        for (const one of output.split(/\r?\n/)) {
          if (one.trim() === '' || one.startsWith('# ') || one.startsWith('go: errors parsing')) continue;
          expect(kept.some((text) => one.endsWith(text) && (text === one || one.includes(`: ${text}`)))).toBe(
            true,
          );
        }
      }),
    );
  });
});
