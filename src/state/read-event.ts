import { describeChanges, describeProgress, describeTests } from '../events/phrases.ts';
import type { RunEvent } from '../events/run-event.ts';
import { servingProcess, type CycleRecord, type Doing, type ProcessState } from './run-state.ts';
import type { RunState, ShowPath } from './run-state.ts';

/** What an event changes in a state. */
export interface Effect extends Partial<
  Pick<RunState, 'doing' | 'processes' | 'paused' | 'codeError' | 'programError'>
> {
  /** What it belongs to, and with what it becomes history. */
  readonly about: 'cycle' | 'process' | 'run';
  /** What the record of its cycle has instead. */
  readonly record?: Partial<CycleRecord>;
  /** The cycle of the record, where the event does not name it; undefined: none. */
  readonly ofCycle?: number | undefined;
}

/**
 * What an event that happened at `at` (ms since 1970) changes; undefined for one that leaves nothing behind, also for
 * a type that only a newer executor knows. This is the one place where a new type of event is added.
 */
export function readEvent(state: RunState, event: RunEvent, at: number, show: ShowPath): Effect | undefined {
  const now = (kind: Doing['kind']) => ({ doing: { kind, since: at } });
  /** A program may crash and be started again while the next one is built. */
  const unlessBuilding = (kind: Doing['kind']) =>
    state.doing.kind === 'preparing' || state.doing.kind === 'building' ? {} : now(kind);
  /** The process that serves beside the one of the event. */
  const others = (pid?: number) => {
    const serving = servingProcess(state);
    return 'stillRunning' in event && event.stillRunning && serving && serving.pid !== pid ? [serving] : [];
  };
  switch (event.type) {
    case 'change':
      return { about: 'cycle', ...now('preparing'), record: { why: describeChanges(event.changes, show) } };
    case 'asked':
      return { about: 'cycle', ...now('preparing'), record: { asked: event.actions } };
    case 'generated':
      return { about: 'cycle', record: { durations: event.durations } };
    case 'generate-failed': {
      const { cycle, diagnostics, problem, stillRunning, durations } = event;
      const codeError = { kind: 'generate', at, cycle, diagnostics, problem, stillRunning } as const;
      return { about: 'cycle', ...now('resting'), codeError, record: { outcome: 'failed', durations } };
    }
    case 'building':
      // A build is only begun after a good generator.
      return {
        about: 'cycle',
        ...now('building'),
        record: {},
        ...(state.codeError?.kind === 'generate' ? { codeError: null } : {}),
      };
    case 'progress': {
      const kind = event.during === 'build' ? 'building' : 'preparing';
      const what = describeProgress(event);
      const since = state.doing.kind === kind ? state.doing.since : at;
      return { about: 'cycle', doing: { kind, since, what } };
    }
    case 'build-failed': {
      const { cycle, diagnostics, output, stillRunning, durations } = event;
      const codeError = {
        kind: 'build',
        at,
        cycle,
        diagnostics,
        output,
        stillRunning,
        ...hintOf(event),
      } as const;
      return { about: 'cycle', ...now('resting'), codeError, record: { outcome: 'failed', durations } };
    }
    case 'built': {
      const { via, durations } = event;
      const how = via.kind === 'hot' && via.link?.kind === 'delta' ? 'delta' : via.kind;
      return { about: 'cycle', ...now('swapping'), codeError: null, record: { durations, via: how } };
    }
    case 'tested': {
      const { success, output, diagnostics, durations } = event;
      const places = diagnostics.map((one) => `${show(one.file)}:${one.line}:${one.column} ${one.message}`);
      const tests = { success, text: describeTests(event), output: [...places, output].join('\n').trim() };
      return { about: 'cycle', record: { tests, durations } };
    }
    case 'unchanged': {
      const record = { outcome: 'unchanged', durations: event.durations } as const;
      return { about: 'cycle', ...now('resting'), codeError: null, record };
    }
    case 'aborted':
      return { about: 'cycle', record: { outcome: 'aborted' } };
    case 'waiting':
      return { about: 'process', doing: { kind: 'waiting', since: at, what: event.what } };
    case 'started': {
      const { pid, cycle } = event;
      return {
        about: 'process',
        ...(state.doing.kind === 'building' ? {} : now('starting')),
        processes: [...others(pid), { kind: 'starting', pid, cycle, since: at }],
        programError: null,
        record: { outcome: 'started' },
      };
    }
    case 'ready': {
      const { pid, cycle, baseUrl, privateUrl, durations } = event;
      const since = findProcess(state, pid)?.since ?? at;
      const address = { ...(baseUrl && { baseUrl }), ...(privateUrl && { privateUrl }) };
      return {
        about: 'process',
        ...unlessBuilding('resting'),
        // The one before it is stopped, if it still runs.
        processes: [{ kind: 'ready', pid, cycle, since, readySince: at, ...address }],
        programError: null,
        record: { outcome: 'ready', durations },
      };
    }
    case 'address': {
      const { pid, baseUrl } = event;
      return {
        about: 'process',
        processes: state.processes.map((one) =>
          one.pid === pid && one.kind === 'ready' ? { ...one, baseUrl } : one,
        ),
      };
    }
    case 'not-ready': {
      const { pid, problem, output = [], stillRunning } = event;
      const { since, cycle } = findProcess(state, pid) ?? { since: at, cycle: 0 };
      const process: ProcessState = stillRunning
        ? { kind: 'ended', pid, cycle, since, endedAt: at }
        : { kind: 'late', pid, cycle, since };
      return {
        about: 'process',
        ...unlessBuilding('resting'),
        processes: [...others(pid), process],
        programError: { kind: 'slow', at, problem, output },
        record: { outcome: 'slow' },
        ofCycle: startedCycle(state, cycle),
      };
    }
    case 'exited': {
      const { pid, exit, output = [], restartInMs } = event;
      const { since, cycle } = findProcess(state, pid) ?? { since: at, cycle: 0 };
      const alive = event.stillRunning
        ? state.processes.filter((one) => one.pid !== pid && one.kind !== 'ended')
        : [];
      const pause = restartInMs === undefined ? {} : { restartInMs };
      return {
        about: 'process',
        ...(alive.some(({ kind }) => kind !== 'ready') ? {} : unlessBuilding('resting')),
        processes: [...alive, { kind: 'ended', pid, cycle, since, endedAt: at }],
        programError: { kind: 'crash', at, pid, exit, output, ...hintOf(event), ...pause },
        record: { outcome: 'ended' },
        ofCycle: startedCycle(state, cycle),
      };
    }
    case 'start-failed':
      return {
        about: 'process',
        ...unlessBuilding('resting'),
        processes: others(),
        programError: { kind: 'start', at, problem: event.problem },
        record: { outcome: 'not-started' },
        ofCycle: state.cycles.findLast(({ outcome }) => outcome === 'running')?.cycle,
      };
    case 'paused': {
      const { pid, reason, file, line } = event;
      const place = file === undefined ? {} : { file, ...(line !== undefined && { line }) };
      return { about: 'process', paused: { pid, since: at, reason, ...place } };
    }
    case 'resumed':
      return { about: 'process', paused: state.paused?.pid === event.pid ? null : state.paused };
    case 'failed': {
      const programError = { kind: 'failed', at, problem: event.problem } as const;
      return { about: 'run', ...now('over'), programError };
    }
    case 'stopping':
      return { about: 'run', ...now('stopping') };
    case 'finished':
    case 'ended':
      return { about: 'run', ...now('over'), processes: [] };
    case 'watching':
    case 'hot-path':
    case 'defect':
    case 'pages':
      return { about: 'run' };
    case 'installing':
    case 'debugger':
    case 'checked':
    case 'warning':
      return undefined;
  }
}

function findProcess({ processes }: RunState, pid: number): ProcessState | undefined {
  return processes.find((one) => one.pid === pid);
}

/** The cycle, where its program has been started and nothing else is known of it. */
function startedCycle({ cycles }: RunState, cycle: number): number | undefined {
  return cycles.find((one) => one.cycle === cycle && one.outcome === 'started')?.cycle;
}

function hintOf({ hint }: { readonly hint?: string }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
