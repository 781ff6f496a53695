import { Subject, take, takeWhile, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { ticks, timeRunning } from './ticks.ts';

function timesUntil(end: number): readonly number[] {
  const scheduler = new TestScheduler(() => {});
  const times: number[] = [];
  scheduler.run(() => {
    ticks(scheduler)
      .pipe(takeWhile(() => scheduler.now() < end))
      .subscribe(() => times.push(scheduler.now()));
  });
  return times;
}

describe('ticks', () => {
  it('come at once and every 2 ms, and after longer pauses the longer they go on', () => {
    const times = timesUntil(70_000);
    const pauseAt = (ms: number) => {
      const after = times.findIndex((time) => time > ms);
      return (times[after] ?? NaN) - (times[after - 1] ?? NaN);
    };
    expect(times.slice(0, 3)).toEqual([0, 2, 4]);
    expect([190, 210, 990, 1010, 4990, 5010, 29_900, 30_100, 59_000, 61_000].map(pauseAt)).toEqual([
      2, 4, 4, 10, 10, 100, 100, 1000, 1000, 5000,
    ]);
  });

  it('come every 30 s for as long as there is nothing to see', () => {
    const times = timesUntil(600_000);
    expect(times.filter((time) => time >= 200_000).length).toBeLessThanOrEqual(400_000 / 30_000 + 1);
    expect(times.filter((time) => time >= 120_000 && time < 180_000)).toHaveLength(12);
  });

  it('are not hurried again by a clock that is set back', () => {
    const scheduler = new TestScheduler(() => {});
    const seen: number[] = [];
    scheduler.run(() => {
      const setBack: SchedulerLike = {
        now: () => scheduler.now() - (scheduler.now() > 70_000 ? 3600_000 : 0),
        schedule: scheduler.schedule.bind(scheduler),
      };
      ticks(setBack)
        .pipe(takeWhile(() => scheduler.now() < 100_000))
        .subscribe(() => seen.push(scheduler.now()));
    });
    expect(seen.filter((time) => time > 70_000)).toHaveLength(5);
  });

  it('end with the subscription', () => {
    const scheduler = new TestScheduler(() => {});
    scheduler.run(() => ticks(scheduler).pipe(take(2)).subscribe());
    expect(scheduler.now()).toBe(2);
  });
});

describe('timeRunning', () => {
  it('counts no time in which the program is stopped', () => {
    const scheduler = new TestScheduler(() => {});
    const times: number[] = [];
    scheduler.run(() => {
      const stops$ = new Subject<boolean>();
      timeRunning(1000, stops$, scheduler).subscribe(() => times.push(scheduler.now()));
      stops$.next(false);
      for (const [at, isStopped] of [
        [300, true],
        [9000, false],
        [9500, true],
        [9500, true],
        [20_000, false],
      ] as const) {
        scheduler.schedule(() => stops$.next(isStopped), at);
      }
    });
    expect(times).toEqual([20_200]);
  });
});
