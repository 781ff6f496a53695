import { digestText, learnContents, type ReadSources } from './contents.ts';

const A = '/w/a.go';
const before = new Map([
  [A, 'old'],
  ['/w/b.go', 'kept'],
]);

/** What is known afterwards, where A is now as `stamp` says. */
function learn(stamp: { text: string; ctimeMs: number } | undefined, read: Partial<ReadSources> = {}) {
  const sources = {
    paths: [A],
    digests: new Map([[A, 'new']]),
    stamps: new Map([[A, 'saved']]),
    began: 1000,
  };
  return learnContents(before, { ...sources, ...read }, { readText: () => undefined, stamp: () => stamp });
}

describe(learnContents.name, () => {
  it('knows what the compiler has read, and what it had read before', () => {
    const known = learn({ text: 'saved', ctimeMs: 900 });
    expect([...known]).toEqual([
      [A, 'new'],
      ['/w/b.go', 'kept'],
    ]);
  });

  it('keeps what was known of a source that was compiled again as it was', () => {
    expect(learn({ text: 'saved', ctimeMs: 900 }, { digests: new Map() }).get(A)).toBe('old');
  });

  it.each([
    ['saved again meanwhile', { text: 'saved again', ctimeMs: 1010 }, {}],
    ['saved again within one tick of the clock', { text: 'saved', ctimeMs: 985 }, {}],
    ['removed meanwhile', undefined, {}],
    [
      'read as text that other bytes give too',
      { text: 'saved', ctimeMs: 900 },
      { digests: new Map([[A, undefined]]) },
    ],
  ])('forgets what may have been %s', (_, stamp, read) => {
    expect(learn(stamp, read).has(A)).toBe(false);
  });
});

describe(digestText.name, () => {
  it('tells texts apart, and gives none where bytes are no UTF-8', () => {
    expect(digestText('a')).toBe(digestText('a'));
    expect(digestText('a')).not.toBe(digestText('b'));
    expect(digestText(Buffer.from([0x61, 0xff]).toString())).toBeUndefined();
  });
});
