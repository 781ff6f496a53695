import { asyncScheduler } from 'rxjs';
import { startChild } from '../supervise/child.ts';
import { processTable } from '../supervise/process-table.ts';
import { sendSignal } from '../supervise/send-signal.ts';
import { connects, fetchStatus, speaksTls } from './connections.ts';
import type { ListeningPorts } from './listening-ports.ts';
import { createProcPorts } from './proc-ports.ts';
import type { ReadinessPorts } from './readiness.ts';
import { createSnapshotPorts } from './snapshot-ports.ts';

/** Who listens where on this machine. */
export const systemPorts: ListeningPorts =
  process.platform === 'linux'
    ? createProcPorts('/proc', processTable, () => performance.now())
    : createSnapshotPorts({
        startChild,
        platform: process.platform,
        env: definedOnly(process.env),
        now: () => performance.now(),
        isAlive: (pid) => sendSignal(pid, 0),
      });

/** Readiness is looked for on this machine, by its clock. */
export const systemReadinessPorts: ReadinessPorts = {
  listeners: systemPorts,
  fetchStatus,
  connects,
  speaksTls,
  mayBeTls: () => false,
  scheduler: asyncScheduler,
};

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
