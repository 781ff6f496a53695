import { Subject } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { NextProgram, Program } from './program-deps.ts';
import type { OneProgram } from './program.ts';
import { createStateMachine, type Transitions } from './state-machine.ts';

/*
 *                swap, while it is ready
 *   ┌─► alone ─────────────────────────────► trying ◄─┐ swap: another build is tried
 *   │   ▲ ▲ │ swap, or it becomes ready       │ │ └───┘
 *   │   │ └─┘                                 │ │
 *   │   └──────── the next can't be started ──┘ │ the next is ready, ends or is late; or the current one ends
 *   │                                           ▼
 *   └────────────────────────────────────── retiring ◄─┐ the current one becomes ready
 *       the one that is not needed has ended        └──┘
 *
 *   stop, anywhere ─► ended
 */
type State =
  | ({ readonly kind: 'alone' } & Pair & Known)
  | ({ readonly kind: 'trying' } & Pair)
  | ({ readonly kind: 'retiring'; readonly done: Promise<void> } & Pair & Known)
  | { readonly kind: 'ended' };

/** `spare` is the next one while one is tried, and otherwise does not run, or not for long. */
interface Pair {
  readonly current: OneProgram;
  readonly spare: OneProgram;
}

/** What is known of the current one. `isOutdated`: a newer build did not come up. */
interface Known {
  readonly isReady: boolean;
  readonly isOutdated: boolean;
}

const TRANSITIONS: Transitions<State> = {
  alone: ['alone', 'trying', 'ended'],
  trying: ['trying', 'alone', 'retiring', 'ended'],
  retiring: ['retiring', 'alone', 'ended'],
  ended: [],
};

/**
 * Two programs of one process each, which take turns: the next one is started beside the current one, which is
 * stopped once the next is ready, and goes on where it never is. A next one that ended or is late is stopped.
 */
export function overlapPrograms(one: OneProgram, other: OneProgram): Program {
  const events$ = new Subject<RunEvent>();
  const first = { current: one, spare: other, isReady: false, isOutdated: false };
  const states = createStateMachine<State>(TRANSITIONS, { kind: 'alone', ...first });
  const lives = () => {
    const { state } = states;
    return state.kind !== 'ended' && state.current.isAlive();
  };

  const follow = (program: OneProgram) => {
    const next = (event: RunEvent) => {
      const { state } = states;
      if (event.type === 'start-failed') {
        return events$.next(lives() ? { ...event, stillRunning: true } : event);
      }
      switch (state.kind) {
        case 'ended':
          return events$.next(event);
        case 'trying':
          return program === state.spare ? followNext(state, event) : followCurrent(state, event);
        case 'alone':
        case 'retiring':
          if (program !== state.current) return;
          if (event.type === 'ready') states.become({ ...state, isReady: true });
          // It may be started again.
          if (event.type === 'exited') states.become({ ...state, isReady: false });
          return events$.next(event);
      }
    };
    program.events$.subscribe({ next, error: (error: unknown) => events$.error(error) });
  };
  const followNext = (pair: Pair, event: RunEvent) => {
    if (event.type === 'exited' || event.type === 'not-ready') {
      retire(pair.spare, { current: pair.current, isReady: true, isOutdated: true });
      return events$.next(tellOther(event));
    }
    events$.next(event.type === 'started' ? { ...event, stillRunning: true } : event);
    // Only after that is everything that is new given to it.
    if (event.type === 'ready')
      retire(pair.current, { current: pair.spare, isReady: true, isOutdated: false });
  };
  const followCurrent = (pair: Pair, event: RunEvent) => {
    if (event.type !== 'exited') return events$.next(event);
    retire(pair.current, { current: pair.spare, isReady: false, isOutdated: false });
    events$.next(tellOther(event));
  };
  const retire = (spare: OneProgram, stays: Pick<Pair, 'current'> & Known) => {
    const done = spare.halt().then(() => {
      const { state } = states;
      // It may have become ready meanwhile.
      if (state.kind === 'retiring' && state.done === done) {
        const { current, isReady, isOutdated } = state;
        states.become({ kind: 'alone', current, spare, isReady, isOutdated });
      }
    });
    done.catch((error: unknown) => events$.error(error));
    states.become({ kind: 'retiring', spare, done, ...stays });
  };

  follow(one);
  follow(other);
  return {
    events$,
    isAlive: () => lives() || (states.state.kind === 'trying' && states.state.spare.isAlive()),
    isCurrent() {
      const { state } = states;
      return state.kind === 'trying'
        ? state.spare.isAlive()
        : state.kind !== 'ended' && lives() && !state.isOutdated;
    },
    hasRun: () => one.hasRun() || other.hasRun(),
    async swap(given: NextProgram) {
      let { state } = states;
      while (state.kind === 'retiring') {
        await state.done;
        ({ state } = states);
      }
      if (state.kind === 'ended') return;
      const { current, spare } = state;
      if (state.kind === 'alone' && !(state.isReady && current.isAlive())) {
        states.become({ kind: 'alone', current, spare, isReady: false, isOutdated: false });
        return current.swap(given);
      }
      const trying = states.become({ kind: 'trying', current, spare });
      await spare.swap(given);
      if (states.isStill(trying) && !spare.isAlive()) {
        states.become({ kind: 'alone', current, spare, isReady: true, isOutdated: true });
      }
    },
    mayHaveSignalled: () => one.mayHaveSignalled() ?? other.mayHaveSignalled(),
    async stop(alreadySignalled) {
      if (states.state.kind !== 'ended') states.become({ kind: 'ended' });
      await Promise.all([one, other].map((program) => program.stop(alreadySignalled)));
      events$.complete();
    },
  };
}

/** That a process is no more, or is given up, while the other one lives. */
function tellOther(event: Extract<RunEvent, { type: 'exited' | 'not-ready' }>): RunEvent {
  if (event.type === 'not-ready') return { ...event, stillRunning: true };
  const { type, pid, exit, hint } = event;
  return { type, pid, exit, ...(hint === undefined ? {} : { hint }), stillRunning: true };
}
