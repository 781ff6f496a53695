import fc from 'fast-check';
import { adviseOnBuildFailure } from './advice.ts';
import { parseDiagnostics } from './diagnostics.ts';

/** What go1.26.8 and gcc print for a program with mistakes of several kinds. */
const OUTPUT = `go: downloading example.com/y v1.0.0
# example.com/x
./main.go:12:36: too many arguments in call to f
	have (string, number)
	want (int)
./main.go:12:44: declared and not used: é
# example.com/x/store
store/store.go:3:11: fatal error: nothere.h: No such file or directory
    3 | // #include <nothere.h>
      |           ^~~~~~~~~~~
compilation terminated.
`;
const parse = (output: string) => parseDiagnostics(output, '/w', () => undefined);
const WHOLE = parse(OUTPUT);

describe('parseDiagnostics', () => {
  it('finds in an output that is cut off anywhere the first complaints of the whole one', () => {
    for (let end = 0; end < OUTPUT.length; end++) {
      const { diagnostics } = parse(OUTPUT.slice(0, end));
      for (const [at, { message, ...place }] of diagnostics.entries()) {
        const { message: whole, ...wholePlace } = WHOLE.diagnostics[at]!;
        expect(place).toEqual(wholePlace);
        expect(whole).toContain(message);
        if (at < diagnostics.length - 1) expect(message).toBe(whole);
      }
    }
  });

  it('gives the same whatever colours, line ends and blank lines are in it', () => {
    const colour = fc.constantFrom(
      '',
      '\x1b[1m',
      '\x1b[31m\x1b[K',
      '\x1b[0m',
      '\x1b[38;5;12m',
      '\x1b]8;;x\x07',
    );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r\r\n', '\n\n', '\n\x1b[0m\n');
    const colours = fc.infiniteStream(fc.tuple(colour, lineEnd));
    fc.assert(
      fc.property(colours, (stream) => {
        const mangled = OUTPUT.replace(/^\S+?:|: |\n/gm, (part) => {
          const [paint, end] = stream.next().value;
          return part === '\n' ? paint + end : paint + part;
        });
        // A blank line ends no message.
        expect(parse(mangled)).toEqual(WHOLE);
      }),
    );
  });

  it('finds a complaint behind a line of progress', () => {
    expect(parse('50 %\r100 %\r./main.go:1:2: x\n')).toMatchObject({
      diagnostics: [{ line: 1, column: 2, message: 'x' }],
    });
  });

  it('finds the same places whatever other lines stand between them', () => {
    const other = fc.constantFrom(
      'go: finding x',
      'WORK=/tmp/x',
      '{"level":"info"}',
      '\ufffd\ufffd',
      '\0',
      'a.go: x',
      '#',
    );
    const lines = OUTPUT.split('\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(lines.length), other)), (more) => {
        const mixed = more.reduce((all, [at, line]) => all.toSpliced(at, 0, line), lines);
        const places = parse(mixed.join('\n')).diagnostics.map(({ file, line, column }) => [
          file,
          line,
          column,
        ]);
        expect(places).toEqual(WHOLE.diagnostics.map(({ file, line, column }) => [file, line, column]));
      }),
    );
  });

  it('takes numbers of any size, and shows no line of source for those that no file has', () => {
    const number = fc.oneof(
      fc.nat().map(String),
      fc.stringMatching(/^\d{1,400}$/),
      fc.constantFrom('0', '00'),
    );
    fc.assert(
      fc.property(number, number, (line, column) => {
        const { diagnostics } = parseDiagnostics(`a.go:${line}:${column}: x`, '/w', () => 'one\ntwo');
        const source = ['one', 'two'][Number(line) - 1];
        expect(diagnostics).toEqual([
          {
            file: '/w/a.go',
            line: Number(line),
            column: Number(column),
            message: 'x',
            ...(source === undefined ? {} : { source }),
          },
        ]);
      }),
    );
  });

  it('reads each file once', () => {
    const read: string[] = [];
    parseDiagnostics('a.go:1:1: x\nb.go:2:2: y\n'.repeat(1000), '/w', (file) => {
      read.push(file);
      return undefined;
    });
    expect(read).toEqual(['/w/a.go', '/w/b.go']);
  });
});

// A reading that took the square of the size would take minutes.
describe('a huge output', () => {
  const line = [
    'a.go',
    'a.go:1',
    'a.go:1:',
    ':1',
    '1',
    'a.go:1:1',
    ' ',
    '\t',
    '\x1b[',
    '\x1b]',
    '# ',
    'go: ',
    '\r',
    '"',
    '\\',
  ];
  const advice = [
    'flag provided but not defined: ',
    'flag provided but not defined: x\nusage: go',
    'invalid value "',
    'invalid value "x" for flag -',
    'go.mod requires go >= ',
    'download go',
    'no required module provides package ',
    'malformed import path "',
    'pattern ',
    'pattern x',
  ];

  it.each([...line, ...advice, ...line.map((one) => `${one}\n`)])('made of %j is read to its end', (part) => {
    const output = part.repeat(Math.ceil(300_000 / part.length));
    const { diagnostics, rest } = parse(output);
    expect(diagnostics.length + rest.length).toBeGreaterThanOrEqual(0);
    expect(adviseOnBuildFailure(output)).toBeUndefined();
  });
});
