import { Subject, type Observable } from 'rxjs';
import type { RunEvent } from '../../progress/run-event.ts';
import { emptyState, type RunState, type ShowPath } from '../state/run-state.ts';
import { createLogLines, type LogLine } from '../state/log-lines.ts';
import { reduceState } from '../state/reduce-state.ts';

/** What the pages show, as it is now and as it changes. Times in ms since 1970. */
export interface FrontModel {
  readonly state: RunState;
  readonly log: readonly LogLine[];
  /** The state before and after each change. */
  readonly states$: Observable<readonly [before: RunState, after: RunState]>;
  readonly lines$: Observable<LogLine>;
  addEvent(event: RunEvent, at: number): void;
  addLine(text: string, at: number): void;
}

export function createFrontModel(now: number, show: ShowPath): FrontModel {
  const states$ = new Subject<readonly [RunState, RunState]>();
  const lines$ = new Subject<LogLine>();
  const log = createLogLines();
  let state = emptyState(now);
  return {
    get state() {
      return state;
    },
    get log() {
      return log.lines;
    },
    states$,
    lines$,
    addEvent(event, at) {
      const before = state;
      state = reduceState(state, event, at, show);
      states$.next([before, state]);
    },
    addLine: (text, at) => lines$.next(log.add(text, at)),
  };
}
