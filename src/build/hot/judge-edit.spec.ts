import { judgeEdit } from './judge-edit.ts';
import { digestText } from './contents.ts';
import { makeTestRecipe } from './testing/recipe.ts';

const [A, B] = ['/w/a/x.go', '/w/b/x.go'];
const TEXT = 'package x\n\nfunc F() {}\n';
const baseline = {
  recipe: makeTestRecipe({ a: [], b: ['a'] }),
  stamps: new Map([A, B].map((path) => [path, 'as built'])),
  contents: new Map([[A, digestText('package x\n') ?? '']]),
};

/** Judges with these texts and stamps instead of the ones that the recipe was made of. */
function judge(
  told: readonly string[],
  { texts = {}, stamps = {} }: Record<string, Record<string, string | undefined>>,
) {
  const files = {
    readText: (path: string) => (path in texts ? texts[path] : TEXT),
    stamp(path: string) {
      const text = path in stamps ? stamps[path] : path.startsWith('/go/') ? 'tool 1' : 'as built';
      return text === undefined ? undefined : { text, ctimeMs: 0 };
    },
  };
  const judged = judgeEdit(told, baseline, files);
  return judged.kind === 'leave' ? judged.because : [...judged.packages].sort();
}

describe(judgeEdit.name, () => {
  it('names the packages of edited files', () => {
    expect(judge([A], {})).toEqual(['a']);
    expect(judge([A, B, A], {})).toEqual(['a', 'b']);
    expect(judge([], {})).toEqual([]);
  });

  it('finds what no event has told of', () => {
    expect(judge([A], { stamps: { [B]: 'edited' } })).toEqual(['a', 'b']);
  });

  it('passes over what is again as its object was made of', () => {
    expect(judge([A, B], { texts: { [A]: 'package x\n' }, stamps: { [A]: 'new' } })).toEqual(['b']);
    // Of b that is not known.
    expect(judge([B], { texts: { [B]: 'package x\n' } })).toEqual(['b']);
  });

  it('gives the stamps that were taken before anything was read', () => {
    let order = '';
    const files = {
      readText: () => ((order += 'read '), 'package x'),
      stamp: (path: string) => (
        (order += 'stamp '),
        { text: path.startsWith('/go/') ? 'tool 1' : 'new', ctimeMs: 0 }
      ),
    };
    const judged = judgeEdit([A], baseline, files);
    expect(judged).toMatchObject({ kind: 'compile', stamps: new Map([A, B].map((path) => [path, 'new'])) });
    expect(order).toBe('stamp stamp stamp read read ');
  });

  it.each([
    [
      'a file of no package',
      ['/w/a/page.html'],
      {},
      '/w/a/page.html is none of the sources that the compiler got',
    ],
    ['a new file', ['/w/a/new.go'], {}, '/w/a/new.go is none of the sources that the compiler got'],
    ['a removed file', [A], { texts: { [A]: undefined } }, `${A} is gone`],
    [
      'another import',
      [A],
      { texts: { [A]: 'package x\nimport "fmt"\n' } },
      `the head or a directive of ${A} changed`,
    ],
    [
      'a directive',
      [A],
      { texts: { [A]: 'package x\n//go:noinline\n' } },
      `the head or a directive of ${A} changed`,
    ],
    [
      'another head that nobody told of',
      [A],
      { stamps: { [B]: 'new' }, texts: { [B]: '' } },
      `the head or a directive of ${B} changed`,
    ],
    ['another compiler', [A], { stamps: { '/go/compile': 'tool 2' } }, '/go/compile changed'],
    ['no compiler', [A], { stamps: { '/go/compile': undefined } }, '/go/compile changed'],
  ])('leaves %s to go', (_, told, now, because) => {
    expect(judge(told, now)).toBe(because);
  });
});
