import { readlinkSync } from 'node:fs';
import { processTable } from '../../src/process/processes.ts';
import { listNumbers, readProc, readStat } from '../../src/process/read-proc.ts';

/** Clock ticks in a second: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS = 100;

/**
 * CPU seconds that a process and all below it have used, with those of descendants that have ended and were
 * waited for (fields 14 to 17 of proc_pid_stat(5)). Nothing is lost where the root is a reaper.
 */
export function cpuSeconds(root: number): number {
  const ticks = [root, ...processTable.descendants(root).map(({ pid }) => pid)].map((pid) => {
    const fields = readStat(`/proc/${pid}`).slice(11, 15);
    return fields.reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS;
}

/** What a tool holds while it waits. */
export interface Footprint {
  /** The most memory that was ever resident, in MB of 10⁶ bytes, summed over the tool's processes. */
  readonly peakMb: number;
  /** inotify watches, as /proc/PID/fdinfo lists them. */
  readonly watches: number;
  /** Open file handles. */
  readonly handles: number;
}

/** The footprint of what is below a reaper, without the program and what that has started, and without Go's tools. */
export function footprintOf(reaper: number, program: number | undefined): Footprint {
  const left = new Set<number>();
  if (program !== undefined)
    for (const pid of [program, ...processTable.descendants(program).map((one) => one.pid)]) left.add(pid);
  const below = processTable.descendants(reaper).map(({ pid }) => pid);
  const tool = below.filter((pid) => !left.has(pid) && !isOfGo(pid));
  const sum = (measure: (pid: number) => number) => tool.reduce((all, pid) => all + measure(pid), 0);
  return { peakMb: sum(peakOf), watches: sum(watchesOf), handles: sum(handlesOf) };
}

/** True for the go command and for its compilers. */
function isOfGo(pid: number): boolean {
  try {
    return /\/(bin\/go|pkg\/tool\/[^/]+\/\w+)( \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return false;
  }
}

function peakOf(pid: number): number {
  const status = readProc(`/proc/${pid}/status`)?.toString('latin1') ?? '';
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024) / 1e6;
}

function watchesOf(pid: number): number {
  return listNumbers(`/proc/${pid}/fdinfo`).reduce((all, descriptor) => {
    const info = readProc(`/proc/${pid}/fdinfo/${descriptor}`)?.toString('latin1') ?? '';
    return all + (info.match(/^inotify wd:/gm)?.length ?? 0);
  }, 0);
}

function handlesOf(pid: number): number {
  return listNumbers(`/proc/${pid}/fd`).length;
}
