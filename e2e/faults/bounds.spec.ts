import { jest } from '@jest/globals';
import { judgeBounds, tabulateBounds } from './bounds-table.ts';
import { measureBounds, SHORT } from './bounds.ts';

// Each wait of the stage has a bound of its own, which says more.
jest.setTimeout(240_000);

// The figures come from /proc.
const onLinux = process.platform === 'linux' ? it : () => {};

describe('what an executor holds at rest', () => {
  onLinux('is the same after many cycles as after a few', async () => {
    const bounds = await measureBounds(SHORT, () => {});
    const judged = judgeBounds(bounds, false);
    process.stderr.write(tabulateBounds(bounds, judged));
    expect(judged.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    expect(bounds.complaints).toEqual([]);
  });
});
