import { earliestSince, takeMoment } from './moment.ts';

describe('the earliest time of a file that was written since a moment', () => {
  const after = (wall: number, steady: number) => {
    const moment = takeMoment({ now: () => 5000, steady: () => 70 });
    return earliestSince(moment, { now: () => 5000 + wall, steady: () => 70 + steady });
  };

  it('is the moment’s own while the clock goes on', () => {
    expect(after(300, 300)).toBe(5000);
  });

  it('is earlier by as much as the clock was set back', () => {
    expect(after(-3700, 300)).toBe(1000);
  });

  it('is the moment’s own where the clock was set forward, or the machine slept', () => {
    expect(after(9000, 300)).toBe(5000);
  });
});
