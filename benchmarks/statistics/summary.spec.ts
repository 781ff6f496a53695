import { medianOf, summarize } from './summary.ts';

describe(medianOf, () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 2, 1], 5.5],
  ])('takes the middle of %j whatever the order', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });

  it('has none of no values', () => {
    expect(medianOf([])).toBeNaN();
  });
});

describe(summarize, () => {
  it('gives median, bounds and count', () => {
    expect(summarize([7, 1, 4])).toEqual({ median: 4, min: 1, max: 7, count: 3 });
  });

  it('gives nothing of no values', () => {
    expect(summarize([])).toBeUndefined();
  });
});
