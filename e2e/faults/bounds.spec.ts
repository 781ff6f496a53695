import { jest } from '@jest/globals';
import type { Figures } from './bounds-figures.ts';
import { judgeBounds, tabulateBounds } from './bounds-table.ts';
import { measureBounds, SHORT } from './bounds.ts';

// Each wait of the stage has a bound of its own, which says more.
jest.setTimeout(240_000);

// The figures come from /proc.
const onLinux = process.platform === 'linux' ? it : () => {};

const NOTHING: Figures = {
  rssBefore: 0,
  rss: 0,
  heapUsed: 0,
  heapTotal: 0,
  resources: {},
  listeners: {},
  descriptors: 0,
  watches: 0,
  threads: 0,
};

describe('what an executor holds at rest', () => {
  onLinux('is the same after many cycles as after a few', async () => {
    const bounds = await measureBounds(SHORT, () => {});
    const judged = judgeBounds(bounds, false);
    process.stderr.write(tabulateBounds(bounds, judged));
    expect(judged.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    expect(bounds.complaints).toEqual([]);
  });

  it('may use a tenth more memory after the last cycle than after the first ones', () => {
    const mark = (cycles: number, rss: number) => ({ cycles, figures: { ...NOTHING, rss: rss * 2 ** 20 } });
    const verdicts = (last: number) =>
      judgeBounds(
        { marks: [mark(10, 100), mark(500, 150), mark(1000, last)], rests: [], complaints: [] },
        true,
      )
        .filter(({ what }) => what === 'RSS without what is free')
        .map(({ verdict }) => verdict);
    expect(verdicts(109)).toEqual(['holds']);
    expect(verdicts(111)).toEqual(['broken']);
  });
});
