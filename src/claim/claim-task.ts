import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunEvent } from '../events/run-event.ts';
import { remove } from '../files/folders.ts';
import { asidesOf, planOutputApart, scrapsOfBuild } from '../plan/output.ts';
import type { OutputPlan } from '../plan/plan.ts';
import { endLeftovers, findOtherRun, type LeftoverDeps } from './leftovers.ts';
import { recordFile, type RunRecord, writeRecord } from './run-record.ts';

/** A run's place beside the earlier and the other runs of its task. */
export interface Claim {
  /** Where this run puts its files: elsewhere than planned while another run uses that. */
  readonly output: OutputPlan;
  readonly notices: readonly RunEvent[];
  /** Leaves word of the run again where the cache was deleted. Never rejects; what is wrong, the build says. */
  renew(): Promise<void>;
  /** Leaves word of a process of the program, where it is not known again by its cookie. Never rejects. */
  note(pid: number): Promise<void>;
  /** Removes what must not outlive the run. Never rejects. */
  release(): Promise<void>;
}

/**
 * Ends what killed runs of this task have left, leaves word of this one, and sees whether another is going on:
 * two runs with one binary would each take the other's build for its own. Never rejects.
 */
export async function claimTask(
  planned: OutputPlan,
  executor: RunRecord['executor'],
  cookies: readonly string[],
  deps: LeftoverDeps,
): Promise<Claim> {
  const { cache } = planned;
  const apart = planOutputApart(planned, executor.pid);
  const files = [
    planned.next,
    ...asidesOf(planned),
    ...scrapsOfBuild(planned),
    planned.hot,
    dirname(apart.binary),
  ];
  let record: RunRecord = { executor, cookies, files };
  // One after another: they write the same file.
  let writing = Promise.resolve();
  const write = () => (writing = writing.then(() => writeRecord(cache, record)).catch(() => undefined));
  const notices: RunEvent[] = [];
  const warn = (message: string, hint?: string) =>
    notices.push({ type: 'warning', problem: hint === undefined ? { message } : { message, hint } });

  for (const { pid, command } of await endLeftovers(planned, deps)) {
    warn(`ended ${command} (pid ${pid}), which an earlier run had left because it was killed`);
  }
  try {
    await writeRecord(cache, record);
  } catch (error) {
    const hint = 'Without it, what a SIGKILL of this run leaves is not found by the next one.';
    warn(`${cache} can't be written: ${(error as Error).message}`, hint);
  }
  // Only now, so that of two that begin at once each sees the other, or one does.
  const other = await findOtherRun(cache, deps, executor.pid);
  if (other !== undefined) {
    warn(`pid ${other} runs this task as well`, "Each has a binary of its own, but they can't share a port.");
  }
  return {
    output: other === undefined ? planned : apart,
    notices,
    async renew() {
      const isThere = access(recordFile(cache, executor.pid)).then(
        () => true,
        () => false,
      );
      if (!(await isThere)) await write();
    },
    async note(pid) {
      const started = deps.table.marks === 'start time' ? deps.table.find(pid) : undefined;
      if (!started?.startTime) return;
      const others = (record.processes ?? []).filter((one) => deps.table.lives(one));
      record = { ...record, processes: [...others, { pid, startTime: started.startTime }] };
      await write();
    },
    async release() {
      await writing;
      for (const path of [...files, recordFile(cache, executor.pid)]) await remove(path, cache);
    },
  };
}
