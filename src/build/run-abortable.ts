import type { Command, Ended, StartChild } from '../supervise/child.ts';

export interface AbortPorts {
  readonly startChild: StartChild;
  readonly killTree: (pid: number) => Promise<void>;
}

/**
 * Nx stops a task by killing its processes from the leaves up, and tells the executor last: a compiler that was
 * killed may thus be the first sign of the end. ms
 */
const NEWS_OF_END = 250;

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
  if (!killed && wasKilled(ended)) await waitForAbort(signal);
  return signal.aborted ? null : ended;
}

/** True where the process, or one that it had started, was ended from outside. */
function wasKilled({ exit, stderr }: Ended): boolean {
  return exit.kind === 'signal' || /signal: (?:terminated|killed|interrupt|hangup)/.test(stderr);
}

async function waitForAbort(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, NEWS_OF_END);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
