import { earliestSince, takeMoment } from './moment.ts';

describe('the earliest time of a file that was written since a moment', () => {
  const after = (wall: number, steady: number, ahead = 0) => {
    const clocks = (now: number, passed: number) => ({
      now: () => now,
      fileTime: () => now - ahead,
      steady: () => passed,
    });
    return earliestSince(takeMoment(clocks(5000, 70)), clocks(5000 + wall, 70 + steady));
  };

  it('is the moment’s own while the clock goes on', () => {
    expect(after(300, 300)).toBe(5000);
  });

  it('is that of the files, where their clock is behind', () => {
    expect(after(300, 300, 2000)).toBe(3000);
    expect(after(-3700, 300, 500)).toBe(500);
  });

  it('is earlier by as much as the clock was set back', () => {
    expect(after(-3700, 300)).toBe(1000);
  });

  it('is the moment’s own where the clock was set forward, or the machine slept', () => {
    expect(after(9000, 300)).toBe(5000);
  });
});
