import { judge, parseAnswer, type Outcome } from './outcome.ts';

/** One request for each letter, 5 ms apart: a(nswered), r(efused), f(ailed). */
function outcomes(letters: string): Outcome[] {
  const how = { a: 'answered', r: 'refused', f: 'failed' } as const;
  return [...letters].map((letter, at) => ({
    sentAt: at * 5,
    endedAt: at * 5 + 1,
    how: how[letter as keyof typeof how],
    text: '',
  }));
}

describe(judge, () => {
  it.each([
    ['aaaa', 0, 0],
    ['aarra', 10, 2],
    ['aafra', 5, 2],
    ['arara', 10, 2],
    ['aaff', 0, 2],
    ['aarrr', 10, 3],
  ])('of %s says that the port refused for %i ms and %i failed', (letters, darkMs, failed) => {
    expect(judge(outcomes(letters))).toEqual({ asked: letters.length, failed, darkMs });
  });

  it('goes by when requests were sent, not by when they ended', () => {
    expect(judge(outcomes('arra').reverse()).darkMs).toBe(10);
  });
});

describe(parseAnswer, () => {
  it('tells the code from the process', () => {
    expect(parseAnswer('literal-0001 first 42')).toEqual({ answer: 'literal-0001 first', pid: 42 });
  });

  it.each(['', '404 page not found', 'first first'])('gives nothing for %j', (text) => {
    expect(parseAnswer(text)).toBeUndefined();
  });
});
