import type { RunEvent } from '../../progress/run-event.ts';
import type { Doing, FrontState } from './front-state.ts';
import { noteCycle, type ShowPath } from './note-cycle.ts';

/**
 * The state after an event that happened at `at` (ms since 1970). Events of types that are not known leave it as
 * it is, so that a newer executor can be read. `show` gives the path that a person is shown.
 */
export function reduceState(state: FrontState, event: RunEvent, at: number, show: ShowPath): FrontState {
  const cycles = noteCycle(state.cycles, event, at, show);
  return { ...state, ...describeChange(state, event, at), cycles };
}

type Change = Partial<Omit<FrontState, 'cycles'>>;

function describeChange(state: FrontState, event: RunEvent, at: number): Change | undefined {
  const { program, codeError } = state;
  const now = (kind: Doing['kind']) => ({ doing: { kind, since: at } });
  /** A program may crash and be started again while the next one is built. */
  const unlessBuilding = (kind: Doing['kind']) =>
    state.doing.kind === 'preparing' || state.doing.kind === 'building' ? {} : now(kind);
  switch (event.type) {
    case 'change':
    case 'asked':
      return now('preparing');
    case 'building':
      return { ...now('building'), codeError: codeError?.kind === 'generate' ? null : codeError };
    case 'generate-failed': {
      const { cycle, diagnostics, problem, stillRunning } = event;
      return {
        ...now('resting'),
        codeError: { kind: 'generate', at, cycle, diagnostics, problem, stillRunning },
      };
    }
    case 'build-failed': {
      const { cycle, diagnostics, output, stillRunning } = event;
      const hint = event.hint === undefined ? {} : { hint: event.hint };
      return {
        ...now('resting'),
        codeError: { kind: 'build', at, cycle, diagnostics, output, stillRunning, ...hint },
      };
    }
    case 'built':
      return { ...now('swapping'), codeError: null };
    case 'unchanged':
      return { ...now('resting'), codeError: null };
    case 'started': {
      const { pid, cycle } = event;
      const doing = state.doing.kind === 'building' ? {} : now('starting');
      return { ...doing, program: { kind: 'starting', pid, cycle, since: at }, programError: null };
    }
    case 'waiting':
      return { doing: { kind: 'waiting', since: at, what: event.what } };
    case 'ready': {
      const { pid, cycle } = event;
      const since = program.kind !== 'none' && program.pid === pid ? program.since : at;
      const baseUrl = event.baseUrl === undefined ? {} : { baseUrl: event.baseUrl };
      return {
        ...unlessBuilding('resting'),
        program: { kind: 'ready', pid, cycle, since, ...baseUrl },
        programError: null,
      };
    }
    case 'address':
      return program.kind === 'ready' ? { program: { ...program, baseUrl: event.baseUrl } } : {};
    case 'not-ready':
      return { ...unlessBuilding('resting'), programError: { kind: 'slow', at, problem: event.problem } };
    case 'exited': {
      const { pid, exit, output = [] } = event;
      const hint = event.hint === undefined ? {} : { hint: event.hint };
      const pause = event.restartInMs === undefined ? {} : { restartInMs: event.restartInMs };
      return {
        ...unlessBuilding('resting'),
        program: { kind: 'ended', pid, since: at },
        programError: { kind: 'crash', at, pid, exit, output, ...hint, ...pause },
      };
    }
    case 'start-failed':
      return {
        ...unlessBuilding('resting'),
        program: { kind: 'none' },
        programError: { kind: 'start', at, problem: event.problem },
      };
    case 'failed':
      return { ...now('over'), programError: { kind: 'failed', at, problem: event.problem } };
    case 'stopping':
      return now('stopping');
    case 'finished':
    case 'ended':
      return { ...now('over'), program: { kind: 'none' } };
    case 'watching':
    case 'installing':
    case 'generated':
    case 'aborted':
    case 'hot-path':
    case 'checked':
    case 'defect':
    case 'pages':
    case 'warning':
      return {};
  }
}
