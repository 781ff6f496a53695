import type { SendSignal } from './child.ts';
import { killFrozen } from './kill-frozen.ts';
import type { ProcessTable } from './process-table.ts';
import type { ForceTree } from './stop-tree.ts';
import { type Timers, waitUntilGone } from './wait-until-gone.ts';

/**
 * Kills a process and all below it, without asking, and waits until they are gone: for 2 s at most, and 10 s more where
 * the system's own tool has to do it. Never rejects. Where processes are not listed, only the process itself is waited for.
 */
export type KillTree = (pid: number) => Promise<void>;

export interface KillDeps {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
  /** Null where the table shows what there is to kill. */
  readonly forceTree: ForceTree | null;
}

/** ms */
const LIMIT = 2000;

/** Makes a {@link KillTree} for builds and generators, which have nothing to put in order before they end. */
export function createKillTree({ table, kill, timers, forceTree }: KillDeps): KillTree {
  return async (pid) => {
    if (forceTree !== null) {
      await forceTree(pid);
      await waitUntilGone(() => (kill(pid, 0) ? [pid] : []), LIMIT, timers);
      return;
    }
    const killed = killFrozen([pid], { table, kill });
    await waitUntilGone(() => killed.filter((one) => table.lives(one)), LIMIT, timers);
  };
}
