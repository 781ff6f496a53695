import type { RunEvent, TestedEvent } from '../events/run-event.ts';
import type { DeltaWork } from './delta/delta.ts';
import type { CheckOutcome } from './hot/check-build.ts';

/** What there is to do in a quiet moment. */
export interface IdleWork {
  /** How long it has to have been quiet, in ms. */
  readonly afterMs: number;
  readonly run: (signal: AbortSignal) => Promise<IdleOutcome>;
}

export type IdleOutcome =
  | { readonly kind: 'done' }
  /** From here on small edits are built hot; or, with a reason, none is. */
  | { readonly kind: 'prepared'; readonly because?: string }
  /** From here on edits are linked as deltas; or, with a reason, none is. */
  | { readonly kind: 'delta'; readonly because?: string }
  /** The tests that the edits can break have run. */
  | { readonly kind: 'tested'; readonly result: Omit<TestedEvent, 'type' | 'cycle'> }
  | CheckOutcome;

/** What came of work for delta links, as a cycle tells it. */
export function toOutcome(work: DeltaWork): IdleOutcome {
  switch (work.kind) {
    case 'done':
      return work;
    case 'based':
      return { kind: 'delta' };
    case 'off':
      return { kind: 'delta', because: work.because };
  }
}

/** The line that tells of a way to link that was asked for, and is not taken. */
export function tellDeltaOff(because: string): RunEvent {
  const message = `hotBuild: "delta" is off for this run, and edits are linked in full: ${because}`;
  return { type: 'warning', problem: { message } };
}
