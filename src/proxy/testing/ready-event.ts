import type { RunEvent } from '../../events/run-event.ts';

/** A program that is ready behind the stable port. */
export const READY = {
  type: 'ready',
  cycle: 1,
  pid: 7,
  durations: {},
  privateUrl: 'http://localhost:20001',
} satisfies RunEvent;

/** Its start. */
export const STARTED = {
  type: 'started',
  cycle: 1,
  pid: 7,
  name: 'app',
  args: [],
} satisfies RunEvent;
