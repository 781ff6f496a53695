import type { Command, Ended, StartChild } from '../supervise/child.ts';
import { awaitNewsOfEnd } from '../supervise/news-of-end.ts';

export interface AbortPorts {
  readonly startChild: StartChild;
  readonly killTree: (pid: number) => Promise<void>;
}

/**
 * Runs a command to its end, or kills it and all below it when `signal` aborts. Gives how it ended, or null
 * where it was aborted.
 */
export async function runAbortable(
  command: Command,
  { startChild, killTree }: AbortPorts,
  signal: AbortSignal,
): Promise<Ended | null> {
  if (signal.aborted) return null;
  const child = startChild(command);
  let killed: Promise<void> | undefined;
  const kill = () => {
    killed = child.pid === undefined ? Promise.resolve() : killTree(child.pid);
  };
  signal.addEventListener('abort', kill, { once: true });
  const ended = await child.ended;
  signal.removeEventListener('abort', kill);
  await killed;
  await awaitNewsOfEnd(ended, signal);
  return signal.aborted ? null : ended;
}
