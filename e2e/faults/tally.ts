import type { Fault } from './fault.ts';
import type { Verdict } from './try-fault.ts';

/** How a fault's tries went. */
export interface Row {
  readonly fault: Fault;
  readonly survived: number;
  readonly failed: number;
  /** Why it was not tried at all, where the machine can't bring it about. */
  readonly skipped: string | undefined;
}

/** Counts tries. */
export interface Tally {
  readonly seed: number;
  /** Epoch ms. */
  readonly begun: number;
  note(fault: Fault, verdict: Verdict): void;
  rows(): readonly Row[];
  tried(): number;
  /** How many programs the survived tries have linked as deltas. */
  deltas(): number;
}

export function createTally(seed: number): Tally {
  const rows = new Map<string, Row>();
  let deltas = 0;
  return {
    seed,
    begun: Date.now(),
    note(fault, verdict) {
      if (verdict.kind === 'survived') deltas += verdict.deltas;
      const row = rows.get(fault.name) ?? { fault, survived: 0, failed: 0, skipped: undefined };
      rows.set(fault.name, {
        fault,
        survived: row.survived + (verdict.kind === 'survived' ? 1 : 0),
        failed: row.failed + (verdict.kind === 'failed' ? 1 : 0),
        skipped: verdict.kind === 'skipped' ? verdict.reason : row.skipped,
      });
    },
    rows: () => [...rows.values()],
    deltas: () => deltas,
    tried: () => [...rows.values()].reduce((sum, { survived, failed }) => sum + survived + failed, 0),
  };
}
