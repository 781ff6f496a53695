import { Observable, type SchedulerLike } from 'rxjs';

/** How long after the start which pause between two looks is kept, in ms. */
const PACES = [
  { until: 2000, pause: 5 },
  { until: 10_000, pause: 25 },
  { until: Infinity, pause: 100 },
] as const;

/** Says when to look: at once, then every 5 ms for 2 s, every 25 ms up to 10 s, every 100 ms from then on. */
export function ticks(scheduler: SchedulerLike): Observable<void> {
  return new Observable((subscriber) => {
    const begun = scheduler.now();
    return scheduler.schedule<void>(function () {
      subscriber.next();
      const age = scheduler.now() - begun;
      this.schedule(undefined, PACES.find(({ until }) => age < until)?.pause);
    });
  });
}
