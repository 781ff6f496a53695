import { ratio, spread, table } from './format.ts';

describe(table, () => {
  it('writes Markdown, with pipes escaped', () => {
    expect(table(['', 'b'], [['a|c', '1']])).toBe('|  | b |\n| --- | --- |\n| a\\|c | 1 |');
  });
});

describe(spread, () => {
  it('gives seconds', () => {
    expect(spread({ median: 800, min: 780, max: 911, count: 3 })).toBe('0.80 (0.78–0.91)');
  });

  it('has a sign for nothing', () => {
    expect([spread(undefined), ratio(undefined)]).toEqual(['–', '–']);
  });
});
