import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory that a process has had since `forgetPeak`, in MB (VmHWM of proc_pid_status(5)). */
export function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Begins to watch for the peak anew (proc_pid_clear_refs(5)). Gives what the process has now, in MB. */
export function forgetPeak(pid: number): number {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return peakOf(pid);
}
