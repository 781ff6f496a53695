import { basename, sep } from 'node:path';
import { remove } from '../files/folders.ts';
import { binariesOfRun, isScrapOf } from '../plan/output.ts';
import type { OutputPlan } from '../plan/plan.ts';
import type { SendSignal } from '../process/child.ts';
import { killFrozen } from '../process/kill-frozen.ts';
import type { ProcessDescription, ProcessEntry, ProcessTable } from '../process/process-table.ts';
import { type Timers, waitUntilGone } from '../process/wait-until-gone.ts';
import type { FindDaemons } from '../program/daemons.ts';
import { readRecords, type RunRecord } from './run-record.ts';

export interface LeftoverDeps {
  readonly table: ProcessTable;
  readonly kill: SendSignal;
  readonly timers: Timers;
  readonly findDaemons: FindDaemons;
}

/** ms: for the polite signal, and for SIGKILL to take effect */
const LIMITS = { polite: 2000, forced: 500 } as const;

/**
 * Ends what an earlier run of this task has left because it was killed with SIGKILL: processes that carry its cookie in
 * their environment, daemons of its binary, and where cookies are not seen its programs, by pid and start time, with
 * what is below them; and never any other, whatever their pid; and its files. Gives the processes that were ended.
 */
export async function endLeftovers(
  output: OutputPlan,
  deps: LeftoverDeps,
): Promise<readonly ProcessDescription[]> {
  const { cache } = output;
  const ended: ProcessDescription[] = [];
  const records = await readRecords(cache);
  // One that lives may have the same binary.
  const isAlone = !records.some(({ record }) => isSame(record.executor, deps));
  for (const { file, record } of records) {
    const { pid: executor, startTime } = record.executor;
    if (isSame(record.executor, deps)) continue;
    const traces = { binaries: binariesOfRun(output, executor), startTime };
    const daemons = isAlone && startTime !== '' ? deps.findDaemons(traces) : [];
    const others = [...daemons, ...findStarted(record, deps)];
    const alive = () => {
      const marked = record.cookies.flatMap((cookie) => deps.table.withCookie(cookie));
      const isMarked = ({ pid }: ProcessEntry) => marked.some((one) => one.pid === pid);
      return [...marked, ...others.filter((one) => deps.table.lives(one) && !isMarked(one))];
    };
    const found = alive();
    ended.push(...found.flatMap(({ pid }) => deps.table.describe(pid) ?? []));
    for (const { pid } of found) deps.kill(pid, 'SIGTERM');
    const stubborn = await waitUntilGone(alive, LIMITS.polite, deps.timers);
    killFrozen(
      stubborn.map(({ pid }) => pid),
      deps,
    );
    await waitUntilGone(alive, LIMITS.forced, deps.timers);
    const own = record.files.filter((path) => mayBeOurs(path, cache, record.executor.pid));
    for (const path of [...own, file]) await remove(path, cache);
  }
  return ended;
}

/** The programs of a record that live, and what is below them. */
function findStarted({ processes = [] }: RunRecord, { table }: LeftoverDeps): readonly ProcessEntry[] {
  const programs = processes.flatMap((one) => (table.lives(one) ? (table.find(one.pid) ?? []) : []));
  return programs.length === 0 ? [] : [...programs, ...table.descendants(...programs.map(({ pid }) => pid))];
}

/** A record may come from a copy of the workspace, or be damaged: outside the cache only a build's own names count. */
function mayBeOurs(path: string, cache: string, pid: number): boolean {
  return path.startsWith(cache + sep) || isScrapOf(pid, basename(path));
}

/** The pid of another living executor that runs this task, if there is one. */
export async function findOtherRun(
  cache: string,
  deps: Pick<LeftoverDeps, 'table' | 'kill'>,
  ownPid: number,
): Promise<number | undefined> {
  const executors = (await readRecords(cache)).map(({ record }) => record.executor);
  return executors.find((one) => one.pid !== ownPid && isSame(one, deps))?.pid;
}

/** Whether that very process lives. Where its start time could not be found out, the pid must do. */
function isSame(
  executor: RunRecord['executor'],
  { table, kill }: Pick<LeftoverDeps, 'table' | 'kill'>,
): boolean {
  return executor.startTime === '' ? kill(executor.pid, 0) : table.lives(executor);
}
