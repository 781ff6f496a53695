import { readlinkSync } from 'node:fs';
import { processTable } from '../process/processes.ts';
import { listNumbers, readProc } from '../process/read-proc.ts';
import { type System, thisSystem } from '../process/system.ts';

/** What can be seen of a go command from outside. Only Linux shows it; elsewhere nothing is seen. */
export interface GoLook {
  /** The import paths of the packages that are compiled now. */
  readonly compiling: readonly string[];
  /** Whether it speaks with a network. */
  readonly hasSockets: boolean;
  /** Bytes that it has read, from files and sockets. */
  readonly bytesRead: number;
}

/** Reads some ten files of /proc (proc(5)); a ps for each look would take more than it tells. Never throws. */
export function lookAtGo(pid: number, { processes }: Pick<System, 'processes'> = thisSystem): GoLook {
  if (processes !== 'procfs') return { compiling: [], hasSockets: false, bytesRead: 0 };
  const commands = processTable
    .descendants(pid)
    .map((one) => processTable.describe(one.pid)?.command.split(' ') ?? []);
  const read = /^rchar: (\d+)$/m.exec(readProc(`/proc/${pid}/io`)?.toString('latin1') ?? '')?.[1];
  return {
    compiling: commands.flatMap(nameCompiled),
    hasSockets: listNumbers(`/proc/${pid}/fd`).some((descriptor) => isSocket(pid, descriptor)),
    bytesRead: Number(read ?? 0),
  };
}

/** What the compiler (`-p`) or cgo (`-importpath`) is started for. */
function nameCompiled([file = '', ...words]: readonly string[]): string[] {
  const tool = /(?:^|\/)(compile|cgo)$/.exec(file)?.[1];
  if (tool === undefined) return [];
  const name = words[words.indexOf(tool === 'compile' ? '-p' : '-importpath') + 1];
  return name === undefined || name === words[0] ? [] : [name];
}

/** Its first three descriptors are sockets as well, where Node has started it. */
function isSocket(pid: number, descriptor: number): boolean {
  try {
    return descriptor > 2 && readlinkSync(`/proc/${pid}/fd/${descriptor}`).startsWith('socket:');
  } catch {
    // It has just been closed.
    return false;
  }
}
