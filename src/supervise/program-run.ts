import { Subject } from 'rxjs';
import { readProgramEnvironment, type ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Durations, RunEvent } from '../progress/run-event.ts';
import type { ReadinessEvent } from '../readiness/readiness.ts';
import type { Child, StartChild } from './child.ts';
import { COOKIE_VARIABLE } from './process-table.ts';
import type { NextProgram } from './program-ports.ts';

/** One process of the program. Times in ms of the scheduler's clock. */
export interface ProgramRun {
  readonly child: Child;
  readonly pid: number;
  readonly next: NextProgram;
  readonly startedAt: number;
  /** How long stopping the one before took; undefined for the first. */
  readonly stopMs: number | undefined;
  /** How often in a row it has died by itself. */
  readonly failures: number;
}

/** A started child, its lines (where readiness reads them) and the env files that are missing. */
export interface StartedProgram {
  readonly child: Child;
  readonly lines$: Subject<string>;
  readonly missing: readonly string[];
}

/** Starts the installed binary, with its env files as they are now. */
export function startProgram(
  { program, output, ready }: Plan,
  cookie: string,
  ports: { readonly startChild: StartChild; readonly readText: ReadText },
): StartedProgram {
  const { env, missing } = readProgramEnvironment(program, ports.readText);
  const lines$ = new Subject<string>();
  const child = ports.startChild({
    file: output.binary,
    args: program.args,
    cwd: program.cwd,
    env: { ...env, [COOKIE_VARIABLE]: cookie },
    output: ready.log === undefined ? 'inherit' : 'tee',
    onLine: (line) => lines$.next(line),
  });
  return { child, lines$, missing };
}

/** What readiness has found of a run, as a run event. */
export function describeReadiness(run: ProgramRun, event: ReadinessEvent, now: number): RunEvent {
  const { pid, next, startedAt, stopMs } = run;
  switch (event.kind) {
    case 'not-ready':
      return { type: 'not-ready', pid, problem: event.problem };
    case 'address':
      return { type: 'address', pid, baseUrl: event.baseUrl };
    case 'ready': {
      const stop = stopMs === undefined ? {} : { stop: stopMs };
      const durations: Durations = {
        ...next.durations,
        ...stop,
        ready: now - startedAt,
        total: now - next.since,
      };
      const address = event.baseUrl === undefined ? {} : { baseUrl: event.baseUrl };
      return { type: 'ready', cycle: next.cycle, pid, durations, ...address };
    }
  }
}
