import type { RunEvent } from '../../events/run-event.ts';
import { readEvent } from '../../state/read-event.ts';
import { reduceState } from '../../state/reduce-state.ts';
import { emptyState } from '../../state/run-state.ts';

/** The lines from which a late reader knows the present state. */
export interface Replay {
  add(event: RunEvent, line: string): void;
  /** In the order in which they were told; at most one of each type, or of each type and process. */
  lines(): readonly string[];
}

interface Kept {
  readonly event: RunEvent;
  readonly line: string;
  readonly about: 'cycle' | 'process' | 'run' | 'error';
}

/** Keeps the last event of each type, as long as no later one has made it history. */
export function createReplay(): Replay {
  const kept = new Map<string, Kept>();
  let state = emptyState(0);
  let newest = 0;
  const dropWhere = (isHistory: (one: Kept) => boolean) => {
    for (const [key, one] of kept) if (isHistory(one)) kept.delete(key);
  };
  return {
    add(event, line) {
      const effect = readEvent(state, event, 0, String);
      if (!effect) return;
      const { codeError } = state;
      state = reduceState(state, event, 0);
      // Kept beyond its cycle, until it is mended.
      const isError = state.codeError !== null && state.codeError !== codeError;
      if (state.codeError !== codeError) dropWhere(({ about }) => about === 'error');
      if (effect.about === 'cycle' && 'cycle' in event && event.cycle > newest) {
        newest = event.cycle;
        dropWhere(({ about }) => about === 'cycle');
      }
      if (effect.about === 'process') {
        const known = new Set(state.processes.map(({ pid }) => pid));
        const begun = event.type === 'started' ? event.pid : undefined;
        dropWhere((one) => {
          if (one.about !== 'process') return false;
          if (!('pid' in one.event)) return begun !== undefined;
          return one.event.pid === begun || !known.has(one.event.pid);
        });
      }
      const key = 'pid' in event ? `${event.type} ${event.pid}` : event.type;
      // To the end, as a Map keeps a key's first place.
      kept.delete(key);
      kept.set(key, { event, line, about: isError ? 'error' : effect.about });
    },
    lines: () => [...kept.values()].map(({ line }) => line),
  };
}
