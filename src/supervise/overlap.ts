import { Subject } from 'rxjs';
import type { RunEvent } from '../progress/run-event.ts';
import type { NextProgram, Program } from './program-ports.ts';
import type { OneProgram } from './program.ts';

/*
 *               swap, while it is ready            the next is ready, or the current one has ended
 *   alone ──────────────────────────────► trying ─────────────────┐
 *     ▲                                   │ ▲  │                  │ they change places
 *     │ the next can't be started  swap,  │ │  │ the next ends,   ▼
 *     ├──────────────────────────────────┐└─┘  │ or is late    retiring
 *     │                                  anew  └─────────────────►│
 *     └───────────────────────────────────────────────────────────┘ the one that is not needed has ended
 */
type State =
  /** `isOutdated`: a newer build did not come up. */
  | { readonly kind: 'alone'; readonly isOutdated: boolean }
  | { readonly kind: 'trying' }
  | { readonly kind: 'retiring'; readonly isOutdated: boolean; readonly done: Promise<void> };

/**
 * Two programs of one process each, which take turns: the next one is started beside the current one, which is
 * stopped once the next is ready, and goes on where it never is. A next one that ended or is late is stopped.
 */
export function overlapPrograms(one: OneProgram, other: OneProgram): Program {
  const events$ = new Subject<RunEvent>();
  let current = one;
  let next = other;
  let isReady = false;
  let state: State = { kind: 'alone', isOutdated: false };

  const follow = (program: OneProgram) =>
    program.events$.subscribe((event) => {
      if (event.type === 'start-failed') {
        return events$.next(current.isAlive() ? { ...event, stillRunning: true } : event);
      }
      if (state.kind === 'trying') return program === next ? followNext(event) : followCurrent(event);
      if (program !== current) return;
      if (event.type === 'ready') isReady = true;
      events$.next(event);
    });
  const followNext = (event: RunEvent) => {
    if (event.type === 'exited' || event.type === 'not-ready') {
      stopNext(true);
      return events$.next(tellOther(event));
    }
    events$.next(event.type === 'started' ? { ...event, stillRunning: true } : event);
    // Only after that is everything that is new given to it.
    if (event.type === 'ready') changePlaces(true);
  };
  const followCurrent = (event: RunEvent) => {
    if (event.type !== 'exited') return events$.next(event);
    changePlaces(false);
    events$.next(tellOther(event));
  };
  const changePlaces = (becomesReady: boolean) => {
    [current, next] = [next, current];
    isReady = becomesReady;
    stopNext(false);
  };
  const stopNext = (isOutdated: boolean) => {
    const done: Promise<void> = next.halt().then(() => {
      if (state.kind === 'retiring' && state.done === done) state = { kind: 'alone', isOutdated };
    });
    state = { kind: 'retiring', isOutdated, done };
  };

  follow(one);
  follow(other);
  return {
    events$,
    isAlive: () => current.isAlive() || (state.kind === 'trying' && next.isAlive()),
    isCurrent: () => (state.kind === 'trying' ? next.isAlive() : current.isAlive() && !state.isOutdated),
    hasRun: () => one.hasRun() || other.hasRun(),
    async swap(given: NextProgram) {
      if (state.kind === 'retiring') await state.done;
      if (state.kind === 'trying' || (isReady && current.isAlive())) {
        state = { kind: 'trying' };
        await next.swap(given);
        if (isStill('trying') && !next.isAlive()) state = { kind: 'alone', isOutdated: true };
        return;
      }
      isReady = false;
      state = { kind: 'alone', isOutdated: false };
      return current.swap(given);
    },
    async stop(alreadySignalled) {
      await Promise.all([one, other].map((program) => program.stop(alreadySignalled)));
      events$.complete();
    },
  };

  /** What it was before an await says nothing. */
  function isStill(kind: State['kind']): boolean {
    return state.kind === kind;
  }
}

/** That a process is no more, or is given up, while the other one lives. */
function tellOther(event: Extract<RunEvent, { type: 'exited' | 'not-ready' }>): RunEvent {
  if (event.type === 'not-ready') return { ...event, stillRunning: true };
  const { type, pid, exit, hint } = event;
  return { type, pid, exit, ...(hint === undefined ? {} : { hint }), stillRunning: true };
}
