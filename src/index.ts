export type { GoRunOptions } from './executors/go-run/schema.d.ts';
export type { GoRunResult } from './nx/result.ts';
export type { Change, Diagnostic, Durations, RunEvent } from './events/run-event.ts';
