import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { parseModFile } from './go-mod-file.ts';

describe(parseModFile.name, () => {
  it('reads the module path, and the folders of replace and use', () => {
    const file = parseModFile(`// a comment
module "example.com/my api" // why

go 1.24

require example.com/one v1.0.0

replace (
\texample.com/lib => ../lib
\texample.com/two v1.2.3 => example.com/fork v1.2.4
\texample.com/three v1.0.0 => "./with space"
)
replace example.com/four => /absolute
`);
    expect(file.module).toBe('example.com/my api');
    expect([...file.replaces]).toEqual([
      ['example.com/lib', '../lib'],
      ['example.com/three', './with space'],
      ['example.com/four', '/absolute'],
    ]);
    expect(file.requires).toEqual(['example.com/one']);
  });

  it('reads the uses of a go.work, in a block or in lines', () => {
    expect(parseModFile('go 1.24\nuse (\n\t./a\n\t./b // here\n)\nuse ./c\n').uses).toEqual([
      './a',
      './b',
      './c',
    ]);
  });

  it('reads requirements and tools in lines and blocks, without comments and quotes', () => {
    const text =
      'module a // b\nrequire x v1\nrequire (\n\ty v2 // indirect\n\t// z v3\n\t"w" v4\n)\ntool t/cmd\n';
    expect(parseModFile(text)).toMatchObject({ requires: ['x', 'y', 'w'], tools: ['t/cmd'] });
  });

  it('keeps the directives of other blocks apart, also where no blank stands before the bracket', () => {
    expect(parseModFile('tool (\n\ta\n)\nexclude (\n\tb v1\n)\n').tools).toEqual(['a']);
    expect(parseModFile('tool(\n\ta\n)\n').tools).toEqual(['a']);
  });

  it('reads any text without failing', () => {
    fc.assert(fc.property(anyText(), (text) => parseModFile(text).uses.length >= 0));
  });
});

describe(`${parseModFile.name}, whatever the file`, () => {
  const path = fc.oneof(
    fc.stringMatching(/^[a-z][\w./-]*$/),
    anyText().map((text) => `x${text.replace(/["\\\r\n]/g, '')}`),
  );
  const version = fc.stringMatching(/^v\d+\.\d+\.\d+$/);
  const isBare = (text: string) => /^[a-z][\w./-]*$/.test(text);
  const word = (text: string) => (isBare(text) ? text : `"${text}"`);

  it('gives back what was written, in lines and blocks, with comments and CRLF', () => {
    const lines = fc.record({
      module: path,
      requires: fc.array(fc.tuple(path, version)),
      replaces: fc.uniqueArray(fc.tuple(path, fc.stringMatching(/^\.{1,2}\/\w+$/)), {
        selector: ([from]) => from,
      }),
      tools: fc.array(path),
    });
    const layout = fc.record({
      end: fc.constantFrom('\n', '\r\n', ' // why "this\n', '\n\n// more (\n', '\t\n'),
      isBlock: fc.boolean(),
      indent: fc.constantFrom('', '\t', '  '),
    });
    fc.assert(
      fc.property(lines, layout, ({ module, requires, replaces, tools }, { end, isBlock, indent }) => {
        const write = (directive: string, all: string[]) =>
          isBlock
            ? `${directive} (${end}${all.map((one) => indent + one + end).join('')})${end}`
            : all.map((one) => `${indent}${directive} ${one}${end}`).join('');
        const file = parseModFile(
          write(
            'require',
            requires.map(([from, at]) => `${word(from)} ${at}`),
          ) +
            `module ${word(module)}${end}` +
            write(
              'replace',
              replaces.map(([from, to]) => `${word(from)} => ${to}`),
            ) +
            write('tool', tools.map(word)),
        );
        expect(file).toEqual({
          module,
          uses: [],
          requires: requires.map(([from]) => from),
          replaces: new Map(replaces),
          tools,
        });
      }),
    );
  });

  // A reading that took the square of the size would take minutes.
  it.each(['"', '`', '\\', '"\\" ', '(', ')', '=>', ' ', '\n', 'a ', '//', 'require (\n', '"\n'])(
    'comes to an end with a huge text of %j',
    (part) => {
      expect(parseModFile(part.repeat(400_000 / part.length)).module).toBeUndefined();
    },
  );
});
