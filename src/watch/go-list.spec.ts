import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { parseJsonStream } from './go-list.ts';

describe(parseJsonStream.name, () => {
  it('reads one package after the other', () => {
    const text =
      '{\n\t"ImportPath": "a",\n\t"Module": {\n\t\t"Path": "m"\n\t}\n}\n{\n\t"ImportPath": "b"\n}\n';
    expect(parseJsonStream(text)).toEqual({
      ok: true,
      value: [{ ImportPath: 'a', Module: { Path: 'm' } }, { ImportPath: 'b' }],
    });
  });

  it('is not led astray by braces in texts, nor by other lines in between', () => {
    const one = { ImportPath: 'a', Error: { Err: 'x\n}\n{ "' } };
    const text = `go: downloading x\n${JSON.stringify(one, null, '\t')}\nwarning: {\n${JSON.stringify(one, null, '\t')}\n`;
    expect(parseJsonStream(text)).toEqual({ ok: true, value: [one, one] });
  });

  it('fails on an object that is no JSON, and never throws', () => {
    expect(parseJsonStream('{\n\t"ImportPath": a\n}\n').ok).toBe(false);
    fc.assert(fc.property(anyText(), (text) => typeof parseJsonStream(text).ok === 'boolean'));
  });

  it('gives back whatever packages were printed', () => {
    const packages = fc.array(
      fc.record({ ImportPath: anyText(), Name: anyText(), Imports: fc.array(anyText()) }),
    );
    fc.assert(
      fc.property(packages, (all) => {
        const text = all.map((one) => `${JSON.stringify(one, null, '\t')}\n`).join('');
        expect(parseJsonStream(text)).toEqual({ ok: true, value: all });
      }),
    );
  });
});
