import { readProc } from '../../supervise/read-proc.ts';

/** What a process holds in memory, in bytes (VmRSS of proc_pid_status(5)); undefined where there is no /proc. */
export function readMemory(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(
    readProc(`/proc/${pid}/status`)?.toString('latin1') ?? '',
  )?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
