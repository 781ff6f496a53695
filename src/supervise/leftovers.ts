import { basename, sep } from 'node:path';
import { binariesOfRun, isScrapOf } from '../plan/output.ts';
import type { OutputPlan } from '../plan/plan.ts';
import type { FindDaemons } from './daemons.ts';
import { killFrozen } from './kill-frozen.ts';
import type { ProcessDescription, ProcessEntry, ProcessTable } from './process-table.ts';
import { remove } from './remove.ts';
import { readRecords, type RunRecord } from './run-record.ts';
import type { SendSignal } from './send-signal.ts';
import { waitUntilGone, type Timers } from './wait-until-gone.ts';

export interface LeftoverPorts {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
  readonly findDaemons: FindDaemons;
}

/** ms: for the polite signal, and for SIGKILL to take effect */
const LIMITS = { polite: 2000, forced: 500 } as const;

/**
 * Ends what an earlier run of this task has left because it was killed with SIGKILL: processes that carry its
 * cookie in their environment, and daemons of its binary, and never any other, whatever their pid; and its files. Gives the processes
 * that were ended. Only Linux shows cookies; elsewhere only files are removed.
 */
export async function endLeftovers(
  output: OutputPlan,
  ports: LeftoverPorts,
): Promise<readonly ProcessDescription[]> {
  const { cache } = output;
  const ended: ProcessDescription[] = [];
  const records = await readRecords(cache);
  // One that lives may have the same binary.
  const isAlone = !records.some(({ record }) => isSame(record.executor, ports));
  for (const { file, record } of records) {
    const { pid: executor, startTime } = record.executor;
    if (isSame(record.executor, ports)) continue;
    const traces = { binaries: binariesOfRun(output, executor), startTime };
    const daemons = isAlone && startTime !== '' ? ports.findDaemons(traces) : [];
    const isDaemonStill = (one: ProcessEntry) => ports.table.find(one.pid)?.startTime === one.startTime;
    const alive = () => {
      const marked = record.cookies.flatMap((cookie) => ports.table.withCookie(cookie));
      const isMarked = ({ pid }: ProcessEntry) => marked.some((one) => one.pid === pid);
      return [...marked, ...daemons.filter((one) => isDaemonStill(one) && !isMarked(one))];
    };
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
