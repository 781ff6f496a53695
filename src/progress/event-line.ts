import type { RunEvent } from './run-event.ts';

/** The version of the format: raised when a reader of the older one would misunderstand. */
const EVENT_LINE_VERSION = 1;

/** Names the run whose event it is. */
export interface EventSource {
  readonly project: string;
  readonly target: string;
}

/**
 * A run event as a line of JSON, with its line end, as docs/events.md describes it. `time` in ms since 1970.
 * Durations have one digit behind the point.
 */
export function formatEventLine({ project, target }: EventSource, event: RunEvent, time: number): string {
  const line = { version: EVENT_LINE_VERSION, time, project, target, ...event };
  return `${JSON.stringify(line, (_, value: unknown) => round(value))}\n`;
}

function round(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
