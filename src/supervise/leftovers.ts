import { basename, sep } from 'node:path';
import { isScrapOf } from '../plan/output.ts';
import { killFrozen } from './kill-frozen.ts';
import type { ProcessDescription, ProcessTable } from './process-table.ts';
import { remove } from './remove.ts';
import { readRecords, type RunRecord } from './run-record.ts';
import type { SendSignal } from './send-signal.ts';
import { waitUntilGone, type Timers } from './wait-until-gone.ts';

export interface LeftoverPorts {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
}

/** ms: for the polite signal, and for SIGKILL to take effect */
const LIMITS = { polite: 2000, forced: 500 } as const;

/**
 * Ends what an earlier run of this task has left because it was killed with SIGKILL: processes that carry its
 * cookie in their environment, and never any other, whatever their pid; and its files. Gives the processes
 * that were ended. Only Linux shows cookies; elsewhere only files are removed.
 */
export async function endLeftovers(
  cache: string,
  ports: LeftoverPorts,
): Promise<readonly ProcessDescription[]> {
  const ended: ProcessDescription[] = [];
  for (const { file, record } of await readRecords(cache)) {
    if (isSame(record.executor, ports)) continue;
    const alive = () => record.cookies.flatMap((cookie) => ports.table.withCookie(cookie));
    const found = alive();
    ended.push(...found.flatMap(({ pid }) => ports.table.describe(pid) ?? []));
    for (const { pid } of found) ports.kill(pid, 'SIGTERM');
    const stubborn = await waitUntilGone(alive, LIMITS.polite, ports.timers);
    killFrozen(
      stubborn.map(({ pid }) => pid),
      ports,
    );
    await waitUntilGone(alive, LIMITS.forced, ports.timers);
    const own = record.files.filter((path) => mayBeOurs(path, cache, record.executor.pid));
    for (const path of [...own, file]) await remove(path, cache);
  }
  return ended;
}

/** A record may come from a copy of the workspace, or be damaged: outside the cache only a build's own names count. */
function mayBeOurs(path: string, cache: string, pid: number): boolean {
  return path.startsWith(cache + sep) || isScrapOf(pid, basename(path));
}

/** The pid of another living executor that runs this task, if there is one. */
export async function findOtherRun(
  cache: string,
  ports: Pick<LeftoverPorts, 'table' | 'kill'>,
  ownPid: number,
): Promise<number | undefined> {
  const executors = (await readRecords(cache)).map(({ record }) => record.executor);
  return executors.find((one) => one.pid !== ownPid && isSame(one, ports))?.pid;
}

/** Whether that very process lives. Without /proc there are no start times, and the pid must do. */
function isSame(
  { pid, startTime }: RunRecord['executor'],
  { table, kill }: Pick<LeftoverPorts, 'table' | 'kill'>,
): boolean {
  return startTime === '' ? kill(pid, 0) : table.find(pid)?.startTime === startTime;
}
