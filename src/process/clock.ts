import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** RxJS's timers with a clock that never steps back, so that durations hold when the machine's time is set. */
export const clock: SchedulerLike = {
  now: () => performance.now(),
  schedule: asyncScheduler.schedule.bind(asyncScheduler),
};
