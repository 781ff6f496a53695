import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from './tree.ts';

/** ms between two looks. */
const INTERVAL = 100;
/** CPU seconds within the time of quiet that a tool at rest may use, for timers of its own. */
const ALLOWED = 0.02;

/**
 * Resolves once a tree has used no CPU for `quiet` ms. Rejects after `limit` ms, or when the signal aborts.
 */
export async function untilAtRest(
  root: number,
  quiet: number,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + limit;
  for (;;) {
    const since = performance.now();
    const before = cpuSeconds(root);
    while (cpuSeconds(root) - before <= ALLOWED) {
      await pause(INTERVAL, undefined, { signal });
      if (performance.now() - since >= quiet) return;
    }
    if (performance.now() > deadline) throw new Error(`process ${root} does not come to rest`);
  }
}
