import { Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { IdleWork } from '../build/idle-work.ts';
import type { Action, Change } from '../events/run-event.ts';

/** The changes that belong together, one per path, with the time of the first (ms of the scheduler's clock). */
export interface Batch {
  readonly changes: readonly Change[];
  readonly since: number;
  /** What a person has asked for, besides. */
  readonly asked?: readonly Action[];
  /** Work of the run's own, instead of changes. */
  readonly idleWork?: IdleWork;
}

/** A storm is waited out, but no longer than this, in ms: a program that writes forever must not block. */
const LONGEST_STORM = 2000;

/** What one program writes to one file in a save comes closer together than this, in ms. */
const SAVE = 5;
/** How much less than the debounce a lone file waits, in ms. */
const EARLIER = 15;

/**
 * Collects changes until none has come for `debounce` ms, so a branch switch makes one batch. While all that has
 * come after a rest is one file, 15 ms less are enough, down to 5: should another one follow, a build that
 * has just begun is cheap to abort. A restart is not.
 */
export function batchChanges(
  changes$: Observable<Change>,
  debounce: number,
  scheduler: SchedulerLike,
): Observable<Batch> {
  return new Observable((observer) => {
    let open: Batch | undefined;
    let isAfterRest = true;
    let last = -Infinity;
    let timer: Subscription | undefined;
    const emit = () => {
      timer?.unsubscribe();
      const batch = open;
      open = undefined;
      if (batch) observer.next(batch);
    };
    const source = changes$.subscribe({
      next(change) {
        const now = scheduler.now();
        if (!open) isAfterRest = now - last >= debounce;
        last = now;
        open = mergeBatches(open ?? { changes: [], since: now }, { changes: [change], since: now });
        timer?.unsubscribe();
        const isLone = isAfterRest && open.changes.length === 1 && change.action !== 'restart';
        const quiet = isLone ? Math.max(debounce - EARLIER, Math.min(debounce, SAVE)) : debounce;
        const wait = Math.max(0, Math.min(quiet, open.since + LONGEST_STORM - now));
        timer = scheduler.schedule(emit, wait);
      },
      error: (error: unknown) => observer.error(error),
      complete() {
        emit();
        observer.complete();
      },
    });
    return () => {
      timer?.unsubscribe();
      source.unsubscribe();
    };
  });
}

/** Both batches as one: the later change of a path counts, the earlier time, and whatever was asked for. */
export function mergeBatches(earlier: Batch, later: Batch): Batch {
  const byPath = new Map([...earlier.changes, ...later.changes].map((change) => [change.path, change]));
  const asked = [...new Set([...(earlier.asked ?? []), ...(later.asked ?? [])])];
  return {
    changes: [...byPath.values()],
    since: earlier.since,
    ...(asked.length > 0 ? { asked } : {}),
  };
}
