import type { RunEvent } from '../../progress/run-event.ts';
import { describeChanges } from '../../progress/phrases.ts';
import type { CycleRecord } from './front-state.ts';

/** A path as a person is shown it. */
export type ShowPath = (path: string) => string;

/** How many cycles are kept. */
export const MOST_CYCLES = 200;

/** The records with what an event tells of its cycle. */
export function noteCycle(
  cycles: readonly CycleRecord[],
  event: RunEvent,
  at: number,
  show: ShowPath,
): readonly CycleRecord[] {
  const change = describe(event, show);
  // Undefined for a type that only a newer executor knows.
  if (!change) return cycles;
  const place = findPlace(cycles, event);
  if (place < 0 && !('cycle' in event)) return cycles;
  const old = cycles[place] ?? empty('cycle' in event ? event.cycle : 0, at);
  const { durations, ...rest } = change;
  const next: CycleRecord = { ...old, ...rest, durations: { ...old.durations, ...durations } };
  return place < 0 ? [...cycles, next].slice(-MOST_CYCLES) : cycles.with(place, next);
}

/** Where the record of an event is; of those that name no cycle, by how far a cycle has come. */
function findPlace(cycles: readonly CycleRecord[], event: RunEvent): number {
  if ('cycle' in event) return cycles.findLastIndex(({ cycle }) => cycle === event.cycle);
  const before = event.type === 'start-failed' ? 'running' : 'started';
  return cycles.findLastIndex(({ outcome }) => outcome === before);
}

function empty(cycle: number, began: number): CycleRecord {
  return { cycle, began, why: '', asked: [], outcome: 'running', durations: {} };
}

/** What of a record an event replaces; null for one that tells nothing of a cycle. */
function describe(event: RunEvent, show: ShowPath): Partial<CycleRecord> | null {
  switch (event.type) {
    case 'change':
      return { why: describeChanges(event.changes, show) };
    case 'asked':
      return { asked: event.actions };
    case 'building':
      return {};
    case 'generated':
      return { durations: event.durations };
    case 'built':
      return { durations: event.durations, via: event.via.kind };
    case 'build-failed':
    case 'generate-failed':
      return { outcome: 'failed', durations: event.durations };
    case 'unchanged':
      return { outcome: 'unchanged', durations: event.durations };
    case 'aborted':
      return { outcome: 'aborted' };
    case 'started':
      return { outcome: 'started' };
    case 'ready':
      return { outcome: 'ready', durations: event.durations };
    case 'start-failed':
      return { outcome: 'not-started' };
    case 'not-ready':
      return { outcome: 'slow' };
    case 'exited':
      return { outcome: 'ended' };
    case 'watching':
    case 'installing':
    case 'hot-path':
    case 'checked':
    case 'defect':
    case 'waiting':
    case 'address':
    case 'pages':
    case 'warning':
    case 'stopping':
    case 'finished':
    case 'failed':
    case 'ended':
      return null;
  }
}
