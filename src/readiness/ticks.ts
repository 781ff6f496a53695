import {
  defer,
  distinctUntilChanged,
  finalize,
  from,
  NEVER,
  Observable,
  type ObservableInput,
  type SchedulerLike,
  switchMap,
  take,
  timer,
} from 'rxjs';

/**
 * How long after the start which pause between two looks is kept, in ms. A look costs 0.2 ms of CPU, and with
 * the waking up 0.5 to 1 ms: a port that opens in the first second is seen within 5 ms, and for as long as
 * there is none, looking costs next to nothing.
 */
const PACES = [
  { until: 200, pause: 2 },
  { until: 1000, pause: 4 },
  { until: 5000, pause: 10 },
  { until: 30_000, pause: 100 },
  { until: 60_000, pause: 1000 },
  { until: 180_000, pause: 5000 },
  { until: Infinity, pause: 30_000 },
] as const;

/** Says when to look: at once, then after 2 ms, and after longer pauses the longer it goes on, up to half a minute. */
export function ticks(scheduler: SchedulerLike): Observable<void> {
  return new Observable((subscriber) => {
    // The sum of the pauses: a clock that is set back would bring the shortest of them again.
    let age = 0;
    return scheduler.schedule<void>(function () {
      subscriber.next();
      const pause = PACES.find(({ until }) => age < until)?.pause ?? 0;
      age += pause;
      this.schedule(undefined, pause);
    });
  });
}

/** Emits once `ms` have passed in which it was not stopped, as `isStopped$` tells. */
export function timeRunning(
  ms: number,
  isStopped$: Observable<boolean>,
  scheduler: SchedulerLike,
): Observable<unknown> {
  return defer(() => {
    let left = ms;
    return isStopped$.pipe(
      distinctUntilChanged(),
      switchMap((isStopped) => {
        if (isStopped) return NEVER;
        const begun = scheduler.now();
        return timer(left, scheduler).pipe(finalize(() => (left -= scheduler.now() - begun)));
      }),
      take(1),
    );
  });
}

/** Starts work at each subscription, with a signal that is aborted at its end: then nothing of it is left. */
export function untilUnsubscribed<T>(work: (signal: AbortSignal) => ObservableInput<T>): Observable<T> {
  return defer(() => {
    const end = new AbortController();
    return from(work(end.signal)).pipe(finalize(() => end.abort()));
  });
}
