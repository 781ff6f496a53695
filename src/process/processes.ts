import { uptime } from 'node:os';
import { definedOnly, readOutput, sendSignal } from './child.ts';
import { createKillTree, type KillTree } from './kill-tree.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';
import { createPidTable, createPsTable } from './ps-table.ts';
import { listNumbers, readStat } from './read-proc.ts';
import { createForceTree, createStopTree, type StopTree } from './stop-tree.ts';
import { type System, thisSystem } from './system.ts';
import { timers } from './wait-until-gone.ts';

/** Makes what shows the processes of this machine, which is of that system. */
export function openProcessTable({ processes }: Pick<System, 'processes'>): ProcessTable {
  const isAlive = (pid: number) => sendSignal(pid, 0);
  switch (processes) {
    case 'procfs':
      return createProcessTable('/proc');
    case 'ps': {
      // Times as they are, wherever the machine is and whatever language its user speaks.
      const env = { ...definedOnly(process.env), LC_ALL: 'C', TZ: 'UTC0' };
      return createPsTable({ ps: (args) => readOutput('ps', args, env), isAlive, now: timers.now });
    }
    case 'none':
      return createPidTable(isAlive, () => Date.now() - uptime() * 1000);
  }
}

/** The processes of this machine. */
export const processTable: ProcessTable = openProcessTable(thisSystem);

const ends = {
  table: processTable,
  kill: sendSignal,
  timers,
  asksPolitely: thisSystem.asksPolitely,
  forceTree: thisSystem.processes === 'none' ? createForceTree(sendSignal) : null,
};

/** Stops a program's tree on this machine. */
export const stopTree: StopTree = createStopTree(ends);

/** Kills trees on this machine. */
export const killTree: KillTree = createKillTree(ends);

/**
 * Whether a process has ended, also where its parent has not taken note of that: then each of its threads is a zombie
 * (proc(5)). False where the system does not show it.
 */
export function hasEnded(pid: number): boolean {
  if (thisSystem.processes !== 'procfs') return false;
  const folder = `/proc/${pid}/task`;
  return listNumbers(folder).every((thread) =>
    ['Z', 'X', ''].includes(readStat(`${folder}/${thread}`)[0] ?? ''),
  );
}
