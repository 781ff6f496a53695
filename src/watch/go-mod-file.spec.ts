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
