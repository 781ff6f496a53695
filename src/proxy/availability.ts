import { describeExit } from '../events/phrases.ts';
import { currentError, servingProcess, type RunError, type RunState } from '../state/run-state.ts';
import type { Unavailable } from './unavailable.ts';

/** What a run is like, as far as a request is concerned. */
export type Availability =
  /** A program is built or started: it is worth the wait. */
  | { readonly kind: 'coming' }
  /** `url` is where the program listens. */
  | { readonly kind: 'serving'; readonly pid: number; readonly url: string }
  | { readonly kind: 'unavailable'; readonly why: Unavailable };

/** What a request has to expect of a run in this state. */
export function availabilityOf(state: RunState): Availability {
  const { doing, programError } = state;
  const refuse = (why: Omit<Unavailable, 'served'>): Availability => {
    const { served } = state;
    return { kind: 'unavailable', why: served ? { ...why, served } : why };
  };
  const serving = servingProcess(state);
  const url = serving?.privateUrl ?? serving?.baseUrl;
  switch (doing.kind) {
    case 'stopping':
    case 'over': {
      const problem =
        programError?.kind === 'failed' ? programError.problem : { message: 'the run has ended' };
      return refuse({ reason: 'ended', ...problem, at: doing.since });
    }
    case 'preparing':
    case 'building':
    case 'swapping':
    case 'starting':
    case 'waiting':
    case 'resting': {
      if (serving && url !== undefined) return { kind: 'serving', pid: serving.pid, url };
      const error = currentError(state);
      if (doing.kind !== 'resting' || error === null || isStarting(state)) return { kind: 'coming' };
      return refuse(explain(error));
    }
  }
}

/** Whether a program is started, or will be without a change. */
function isStarting({ processes, programError }: RunState): boolean {
  const restarts = programError?.kind === 'crash' && programError.restartInMs !== undefined;
  return restarts || processes.some(({ kind }) => kind === 'starting');
}

function explain(error: RunError): Omit<Unavailable, 'served'> {
  const { at } = error;
  switch (error.kind) {
    case 'generate':
      return { reason: 'generate-failed', ...error.problem, at, diagnostics: error.diagnostics };
    case 'build': {
      const { diagnostics, output } = error;
      return {
        reason: 'build-failed',
        message: 'go build has failed',
        ...hintOf(error),
        at,
        diagnostics,
        output,
      };
    }
    case 'crash': {
      const { exit, output } = error;
      const message = `the program ${describeExit(exit)}`;
      return { reason: 'exited', message, ...hintOf(error), at, exit, lines: output };
    }
    case 'slow':
      return { reason: 'not-ready', ...error.problem, at, lines: error.output };
    case 'start':
      return { reason: 'start-failed', ...error.problem, at };
    case 'failed':
      return { reason: 'ended', ...error.problem, at };
  }
}

function hintOf({ hint }: { readonly hint?: string }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
