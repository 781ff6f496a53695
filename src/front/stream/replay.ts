import type { RunEvent } from '../../progress/run-event.ts';

/** The lines from which a late reader knows the present state. */
export interface Replay {
  add(event: RunEvent, line: string): void;
  /** In the order in which they were told; at most one of each type. */
  lines(): readonly string[];
}

/** What belongs to one process of the program. */
const OF_PROCESS: readonly RunEvent['type'][] = [
  'waiting',
  'ready',
  'address',
  'not-ready',
  'exited',
  'start-failed',
];
/** What belongs to one cycle, besides its error. */
const OF_CYCLE: readonly RunEvent['type'][] = [
  'change',
  'asked',
  'generated',
  'building',
  'built',
  'unchanged',
  'aborted',
];
const ERRORS: readonly RunEvent['type'][] = ['build-failed', 'generate-failed'];
/** What leaves nothing behind. */
const PASSING: readonly RunEvent['type'][] = ['installing', 'checked', 'warning'];

/** Keeps the last event of each type, as long as no later one has made it history. */
export function createReplay(): Replay {
  const kept = new Map<RunEvent['type'], string>();
  let newest = 0;
  const drop = (types: readonly RunEvent['type'][]) => types.forEach((type) => kept.delete(type));
  return {
    add(event, line) {
      if (PASSING.includes(event.type)) return;
      if (OF_CYCLE.includes(event.type) && 'cycle' in event && event.cycle > newest) {
        newest = event.cycle;
        drop(OF_CYCLE);
      }
      if (event.type === 'started') drop(OF_PROCESS);
      // A build is only begun after a good generator.
      if (event.type === 'building') drop(['generate-failed']);
      if (event.type === 'built' || event.type === 'unchanged') drop(ERRORS);
      if (ERRORS.includes(event.type)) drop(ERRORS);
      // To the end, as a Map keeps a key's first place.
      kept.delete(event.type);
      kept.set(event.type, line);
    },
    lines: () => [...kept.values()],
  };
}
