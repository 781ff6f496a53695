import { asyncScheduler } from 'rxjs';
import { definedOnly, sendSignal, startChild } from '../process/child.ts';
import { processTable } from '../process/processes.ts';
import { connects, fetchStatus, speaksTls } from './connections.ts';
import type { ListeningPorts } from './listening-ports.ts';
import { createProcPorts } from './proc-ports.ts';
import type { ReadinessDeps } from './readiness-request.ts';
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
export const systemReadinessDeps: ReadinessDeps = {
  listeners: systemPorts,
  fetchStatus,
  connects,
  speaksTls,
  mayBeTls: () => false,
  scheduler: asyncScheduler,
};
