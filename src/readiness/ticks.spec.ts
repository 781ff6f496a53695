import { take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { ticks } from './ticks.ts';

describe('ticks', () => {
  it('come at once, every 5 ms for 2 s, every 25 ms up to 10 s, and every 100 ms from then on', () => {
    const scheduler = new TestScheduler(() => {});
    const times: number[] = [];
    scheduler.run(() => {
      ticks(scheduler)
        .pipe(take(800))
        .subscribe(() => times.push(scheduler.now()));
    });
    expect(times.slice(0, 3)).toEqual([0, 5, 10]);
    const around = (ms: number) => times.slice(times.indexOf(ms) - 1, times.indexOf(ms) + 2);
    expect(around(2000)).toEqual([1995, 2000, 2025]);
    expect(around(10_000)).toEqual([9975, 10_000, 10_100]);
  });
});
