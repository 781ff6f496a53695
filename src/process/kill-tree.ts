import { sendSignal, type SendSignal } from './child.ts';
import { killFrozen } from './kill-frozen.ts';
import { processTable, type ProcessTable } from './process-table.ts';
import { forceTree, type ForceTree } from './stop-tree.ts';
import { timers, type Timers, waitUntilGone } from './wait-until-gone.ts';

/**
 * Kills a process and all below it, without asking, and waits until they are gone, for 2.5 s at most. Never
 * rejects. Elsewhere than on Linux only the process itself is waited for.
 */
export type KillTree = (pid: number) => Promise<void>;

export interface KillDeps {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
  readonly platform: NodeJS.Platform;
  readonly forceTree: ForceTree;
}

/** ms */
const LIMIT = 2000;

/** Makes a {@link KillTree} for builds and generators, which have nothing to put in order before they end. */
export function createKillTree({ table, kill, timers, platform, forceTree }: KillDeps): KillTree {
  return async (pid) => {
    if (platform !== 'linux') {
      await forceTree(pid);
      await waitUntilGone(() => (kill(pid, 0) ? [pid] : []), LIMIT, timers);
      return;
    }
    const killed = killFrozen([pid], { table, kill });
    const living = () => killed.filter((entry) => table.find(entry.pid)?.startTime === entry.startTime);
    await waitUntilGone(living, LIMIT, timers);
  };
}

/** Kills trees on this machine. */
export const killTree: KillTree = createKillTree({
  table: processTable,
  kill: sendSignal,
  timers,
  platform: process.platform,
  forceTree,
});
