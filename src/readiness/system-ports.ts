import { asyncScheduler } from 'rxjs';
import { definedOnly, sendSignal, startChild } from '../process/child.ts';
import { processTable } from '../process/processes.ts';
import { type System, thisSystem } from '../process/system.ts';
import { connects, fetchStatus, speaksTls } from './connections.ts';
import type { ListeningPorts } from './listening-ports.ts';
import { createProcPorts } from './proc-ports.ts';
import type { ReadinessDeps } from './readiness-request.ts';
import { createSnapshotPorts } from './snapshot-ports.ts';

/** Who listens where on this machine. */
export const systemPorts: ListeningPorts = openPorts(thisSystem);

function openPorts({ sockets }: System): ListeningPorts {
  const now = () => performance.now();
  if (sockets === 'procfs') return createProcPorts('/proc', processTable, now);
  const isAlive = (pid: number) => sendSignal(pid, 0);
  return createSnapshotPorts({ startChild, sockets, env: definedOnly(process.env), now, isAlive });
}

/** Readiness is looked for on this machine, by its clock. */
export const systemReadinessDeps: ReadinessDeps = {
  listeners: systemPorts,
  fetchStatus,
  connects,
  speaksTls,
  mayBeTls: () => false,
  scheduler: asyncScheduler,
};
