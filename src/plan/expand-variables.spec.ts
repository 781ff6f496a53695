import { parse } from 'dotenv';
import { expand } from 'dotenv-expand';
import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { expandVariables } from './expand-variables.ts';

describe('expandVariables', () => {
  const values = (text: string, stronger = {}) => expandVariables(parse(text), stronger);

  // The first references only to names before it, so that dotenv-expand comes to an end.
  const names = ['A', 'B', 'C', 'D'];
  const piece = (known: readonly string[]) =>
    fc.oneof(
      fc.constantFrom('x', ' ', '-', ':', '\\$', '$', '$$', '{', '}', '${', '1', 'é', '\\'),
      ...known.flatMap((name) => [
        fc.constant(`$${name}`),
        fc
          .tuple(fc.constantFrom('', ':-', '-', ':+', '+'), fc.constantFrom('', 'else', '$NONE', '\\$'))
          .map(([op, other]) => `\${${name}${op}${op && other}}`),
      ]),
    );
  const file = fc.tuple(
    ...names.map((_, at) =>
      fc.array(piece(names.slice(0, at)), { maxLength: 5 }).map((parts) => parts.join('')),
    ),
  );
  const stronger = fc.dictionary(fc.constantFrom(...names, 'NONE'), fc.constantFrom('', 's', 'a b', '\\$'));

  it('gives what dotenv-expand gives, wherever that comes to an end', () => {
    fc.assert(
      fc.property(file, stronger, (texts, given) => {
        const parsed = Object.fromEntries(names.map((name, at) => [name, texts[at]!]));
        const reference = expand({ parsed: { ...parsed }, processEnv: { ...parsed, ...given } }).parsed;
        expect(expandVariables(parsed, given)).toEqual(reference);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['A=$B\nB=$A', { A: '', B: '' }],
    ['A=x$A', { A: 'x' }],
    ['A=x$B\nB=y$A', { A: 'xy', B: 'yx' }],
    ['A=$constructor$__proto__$toString', { A: '' }],
  ])('ends what leads back to itself: %j', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  // On none of these does dotenv-expand come to an end.
  it.each(['A=x$B\nB=x$C\nC=x$B', "A='$&'\nB=p$A", `A=\${B}${'x'.repeat(5000)}\nB=\${C}y\nC=\${B}z`])(
    'ends also what never would: %j',
    (text) => {
      for (const value of Object.values(values(text))) expect(value.length).toBeLessThanOrEqual(100_000);
    },
  );

  it('does not grow without bound', () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `A${at}=$A${at + 1}$A${at + 1}`);
    for (const value of Object.values(values([...doubling, 'A40=xx'].join('\n')))) {
      expect(value.length).toBeLessThanOrEqual(100_000);
    }
  });

  it('ends with any file and any environment', () => {
    const line = fc.oneof(
      anyText(20),
      fc
        .array(
          fc.constantFrom('A', 'B', 'C', '=', '$', '{', '}', ':-', '&', '`', "'", '"', '\\', ' ', '#', 'x'),
        )
        .map((all) => all.join('')),
      fc
        .tuple(
          fc.constantFrom(...names),
          fc.array(fc.constantFrom('$A', '$B', '${C}', '$&', '$$', 'x', "$'")),
        )
        .map(([name, all]) => `${name}=${all.join('')}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), stronger, (lines, given) => {
        for (const value of Object.values(values(lines.join('\n'), given)))
          expect(value.length).toBeLessThanOrEqual(100_000);
      }),
    );
  });
});
