import { defer, Observable, Subscription } from 'rxjs';

/** One pass over a batch. It ends (completes) only once all that it started is done, also when aborted. */
export type Pass<B, E> = (batch: B, cycle: number, signal: AbortSignal) => Observable<E>;

export interface CycleRules<B, E> {
  /** Both batches as one. */
  merge(earlier: B, later: B): B;
  /** True for the event by which a pass says that it ended because it was aborted. */
  isAborted(event: E): boolean;
  /** True where a pass is one of the run's own, which gets no number. */
  isIdleWork(batch: B): boolean;
  /** Is subscribed to when a pass has ended and none is next; what it emits begins a pass. */
  atRest(): Observable<B>;
}

/*
 *            batch                    pass ends
 *   idle ───────────► running ──────────────────────► idle
 *                      │   ▲
 *                batch │   │ pass ends: the next one begins with all
 *                      ▼   │ that the aborted pass had not done
 *                     superseded ◄─┐
 *                          └───────┘ batch: merged into the next
 */
type State<B> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly batch: B; readonly abort: AbortController; readonly aborts: number }
  | {
      readonly kind: 'superseded';
      readonly batch: B;
      readonly abort: AbortController;
      readonly aborts: number;
      readonly next: B;
    };

/** After so many aborts in a row a pass is let finish, so that steady saving can't starve the build. */
const MOST_ABORTS = 3;

/**
 * Flat-maps batches into passes, one at a time, with a queue of one slot: batches that come during a pass
 * collapse into one next batch. A newer batch aborts the pass, which heeds that only where it may be
 * interrupted. When `stop$` emits, the pass is aborted and the stream completes at its end; so it is where the batches
 * fail, and then the stream does.
 */
export function runCycles<B, E>(
  batches$: Observable<B>,
  pass: Pass<B, E>,
  stop$: Observable<unknown>,
  rules: CycleRules<B, E>,
): Observable<E> {
  return new Observable((observer) => {
    let state: State<B> = { kind: 'idle' };
    let cycle = 0;
    let ending = false;
    let failure: { readonly error: unknown } | undefined;
    let resting = Subscription.EMPTY;

    const finish = () => (failure ? observer.error(failure.error) : observer.complete());
    const rest = () => {
      resting = defer(() => rules.atRest()).subscribe({ next: onBatch, error: fail });
    };
    const begin = (batch: B, aborts: number) => {
      const abort = new AbortController();
      let wasAborted = false;
      state = { kind: 'running', batch, abort, aborts };
      const onEnd = () => {
        const ended = state;
        state = { kind: 'idle' };
        if (ending) finish();
        else if (ended.kind === 'superseded') {
          if (wasAborted) begin(rules.merge(ended.batch, ended.next), ended.aborts + 1);
          else begin(ended.next, 0);
        } else rest();
      };
      if (!rules.isIdleWork(batch)) cycle++;
      pass(batch, cycle, abort.signal).subscribe({
        next(event) {
          wasAborted ||= rules.isAborted(event);
          observer.next(event);
        },
        error(error: unknown) {
          state = { kind: 'idle' };
          fail(error);
        },
        complete: onEnd,
      });
    };
    const onBatch = (batch: B) => {
      resting.unsubscribe();
      switch (state.kind) {
        case 'idle':
          begin(batch, 0);
          return;
        case 'running':
          state = { ...state, kind: 'superseded', next: batch };
          if (state.aborts < MOST_ABORTS) state.abort.abort();
          return;
        case 'superseded':
          state = { ...state, next: rules.merge(state.next, batch) };
      }
    };
    const end = () => {
      ending = true;
      resting.unsubscribe();
      if (state.kind === 'idle') finish();
      else state.abort.abort();
    };
    const fail = (error: unknown) => {
      failure = { error };
      end();
    };
    const stopping = stop$.subscribe(end);
    // The end may have been asked for before the beginning.
    if (observer.closed) return () => stopping.unsubscribe();
    const source = batches$.subscribe({ next: onBatch, error: fail });
    return () => {
      stopping.unsubscribe();
      source.unsubscribe();
      resting.unsubscribe();
      if (state.kind !== 'idle') state.abort.abort();
    };
  });
}
