import type { RunEvent } from '../events/run-event.ts';
import { readEvent, type Effect } from './read-event.ts';
import { servingProcess, type CycleRecord, type RunState, type ShowPath } from './run-state.ts';

/** How many cycles are kept. */
export const MOST_CYCLES = 200;

/**
 * The state after an event that happened at `at` (ms since 1970). Events of types that are not known leave it as
 * it is, so that a newer executor can be read. `show` gives the path that a person is shown.
 */
export function reduceState(
  state: RunState,
  event: RunEvent,
  at: number,
  show: ShowPath = (path) => path,
): RunState {
  const effect = readEvent(state, event, at, show);
  return effect ? applyEffect(state, event, effect, at) : state;
}

function applyEffect(state: RunState, event: RunEvent, effect: Effect, at: number): RunState {
  const { processes, doing, paused, codeError, programError } = effect;
  return {
    ...noteProcesses(state, processes ?? state.processes, at),
    doing: doing ?? state.doing,
    paused: paused === undefined ? state.paused : paused,
    codeError: codeError === undefined ? state.codeError : codeError,
    programError: programError === undefined ? state.programError : programError,
    cycles: noteCycle(state.cycles, event, effect, at),
  };
}

/** The state without a process that gets nothing more to do from `at` on, since it is to be stopped. */
export function leaveProcess(state: RunState, pid: number, at: number): RunState {
  const left = state.processes.filter((one) => one.pid !== pid);
  return noteProcesses(state, left, at);
}

function noteProcesses(state: RunState, processes: RunState['processes'], at: number): RunState {
  const before = servingProcess(state);
  const next = { ...state, processes };
  if (!before || servingProcess(next)?.pid === before.pid) return next;
  return { ...next, served: { pid: before.pid, since: before.readySince, until: at } };
}

/** The records with what an event tells of its cycle. */
function noteCycle(
  cycles: readonly CycleRecord[],
  event: RunEvent,
  { record, ofCycle }: Effect,
  at: number,
): readonly CycleRecord[] {
  const cycle = 'cycle' in event ? event.cycle : ofCycle;
  if (!record || cycle === undefined) return cycles;
  const place = cycles.findLastIndex((one) => one.cycle === cycle);
  const old: CycleRecord = cycles[place] ?? {
    cycle,
    began: at,
    why: '',
    asked: [],
    outcome: 'running',
    durations: {},
  };
  const { durations, ...rest } = record;
  const next: CycleRecord = { ...old, ...rest, durations: { ...old.durations, ...durations } };
  return place < 0 ? [...cycles, next].slice(-MOST_CYCLES) : cycles.with(place, next);
}
