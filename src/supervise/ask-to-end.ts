import type { Child } from './child.ts';
import type { ProcessTable } from './process-table.ts';
import type { StopRequest } from './stop-tree.ts';
import { waitUntilGone, type Timers } from './wait-until-gone.ts';

export interface EndPorts {
  readonly table: ProcessTable;
  readonly timers: Timers;
  readonly platform: NodeJS.Platform;
}

/** Whether a program ends within `limit` ms, and before the signal is aborted. */
export type Ends = (limit: number, signal?: AbortSignal) => Promise<boolean>;

/** How long a program that somebody else has signalled is given before our own signal, in ms. */
const PATIENCE = 1000;

/**
 * Watches for a program's end. Besides `ended` it looks at the process itself, on Linux: `ended` comes
 * late when a descendant holds the program's pipes open.
 */
export function watchEnd(child: Child, { table, timers, platform }: EndPorts): Ends {
  const startTime = child.pid === undefined ? undefined : table.find(child.pid)?.startTime;
  const isGone = () =>
    platform === 'linux' &&
    (child.pid === undefined || startTime === undefined || table.find(child.pid)?.startTime !== startTime);
  return async (limit, signal) => {
    const enough = new AbortController();
    const stopLooking = signal ? AbortSignal.any([enough.signal, signal]) : enough.signal;
    const gone = waitUntilGone(() => (isGone() ? [] : [child]), limit, timers, stopLooking);
    const ended = await Promise.race([child.ended.then(() => true), gone.then((left) => left.length === 0)]);
    enough.abort();
    return ended;
  };
}

/**
 * Asks a program to end, by its polite signal, and gives whether it did, in time. It is not asked where
 * there is no polite signal: SIGKILL is none, and on Windows every signal means TerminateProcess.
 */
export async function askToEnd(
  request: StopRequest,
  ends: Ends,
  { timers, platform }: EndPorts,
): Promise<boolean> {
  const { child, signal, timeout, hasten, alreadySignalled } = request;
  const deadline = timers.now() + timeout;
  if (signal === 'SIGKILL' || platform === 'win32') return ends(0);
  if (alreadySignalled && (await ends(Math.min(PATIENCE, timeout), hasten))) return true;
  if (hasten.aborted) return ends(0);
  child.kill(signal);
  return ends(deadline - timers.now(), hasten);
}
