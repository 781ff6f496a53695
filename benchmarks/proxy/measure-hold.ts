import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openStage } from './open-stage.ts';

/** Memory of the executor, in MB. */
export interface HoldFigures {
  readonly requests: number;
  readonly bodies: number;
  readonly before: number;
  readonly holding: number;
  readonly failures: number;
}

/** Half of them have a body of this size, in bytes. */
const BODY = Buffer.alloc(1_000_000, 'x');
/** ms: for as long nothing must change in the memory before it is read. */
const SETTLE = 3000;

/** Holds requests while the program is not ready, reads the executor's memory, and lets the program answer. */
export async function measureHold(requests: number): Promise<HoldFigures> {
  const stage = await openStage(false);
  try {
    const before = residentMemory(stage.task.pid);
    stage.restart('late', 'LATE=1');
    await stage.events.next('started');
    const answers = Array.from({ length: requests }, async (_, at) => {
      const body = at % 2 === 0 ? { method: 'POST', body: BODY } : {};
      const answer = await fetch(`${stage.url}${at % 2 === 0 ? '/echo' : '/'}`, body);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(String(answer.status));
    });
    const settled = Promise.allSettled(answers);
    await pause(SETTLE);
    const holding = residentMemory(stage.task.pid);
    stage.restart('now');
    const failures = (await settled).filter(({ status }) => status === 'rejected').length;
    return { requests, bodies: BODY.length, before, holding, failures };
  } finally {
    await stage.close();
  }
}

/** Of procfs, in MB. */
function residentMemory(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) / 1024;
}
