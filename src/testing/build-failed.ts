import type { RunEvent } from '../events/run-event.ts';

type BuildFailed = Extract<RunEvent, { readonly type: 'build-failed' }>;

/** A failed build of cycle 2 beside a running program, for specs; `more` replaces single values. */
export function buildFailed(more: Partial<BuildFailed> = {}): BuildFailed {
  return {
    type: 'build-failed',
    cycle: 2,
    command: [],
    diagnostics: [],
    output: '',
    stillRunning: true,
    durations: {},
    ...more,
  };
}
