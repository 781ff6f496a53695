import type { SendSignal } from './child.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** Rounds of looking before the kill comes anyway; three suffice for most trees. */
const MOST_ROUNDS = 50;

/**
 * Stops the given processes with SIGSTOP, then everything below them as it is found, until a look finds
 * nobody new and nobody still running; then kills them all with SIGKILL. Gives what was killed, which may
 * take a moment to be gone. Why so: a running `go build` starts compilers faster than a list of them can
 * be made, and what its parent's death orphans can't be found any more.
 */
export function killFrozen(
  roots: readonly number[],
  { table, kill }: { readonly table: ProcessTable; readonly kill: SendSignal },
): ProcessEntry[] {
  const frozen = new Map<number, ProcessEntry>();
  for (const root of roots) kill(root, 'SIGSTOP');
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const below = table.descendants(...roots);
    const tree = [...roots.flatMap((root) => table.find(root) ?? []), ...below];
    const found = tree.filter(({ pid }) => !frozen.has(pid));
    for (const entry of found) {
      if (!roots.includes(entry.pid)) kill(entry.pid, 'SIGSTOP');
      frozen.set(entry.pid, entry);
    }
    if (found.length === 0 && !tree.some(mayStillFork)) break;
  }
  for (const { pid } of frozen.values()) kill(pid, 'SIGKILL');
  return [...frozen.values()];
}

/** The stop reaches a process a moment after `kill` returns. In state D (waiting for its vfork) it can't come. */
function mayStillFork({ state }: ProcessEntry): boolean {
  return state === 'R' || state === 'S' || state === 'I';
}
