import { readdirSync, readFileSync } from 'node:fs';

/** A process of the machine. */
export interface Process {
  readonly pid: number;
  /** In ticks since the machine's start: with the pid it names a process for good. */
  readonly startTime: string;
  readonly command: string;
}

/**
 * The processes whose environment or command line holds `mark`, zombies left out. Only on Linux; elsewhere
 * nothing is found.
 */
export function findProcesses(mark: string): Process[] {
  return listPids().flatMap((pid) => {
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
    if (!command.includes(mark) && !read(`/proc/${pid}/environ`).includes(mark)) return [];
    const [state, startTime] = readStat(pid);
    return state === undefined || startTime === undefined || state === 'Z'
      ? []
      : [{ pid, startTime, command }];
  });
}

/** True while this very process lives. */
export function isAlive({ pid, startTime }: Process): boolean {
  const [state, started] = readStat(pid);
  return started === startTime && state !== 'Z';
}

/** True where /proc says that no such process runs any more; a zombie does not. */
export function isGone(pid: number): boolean {
  const [state] = readStat(pid);
  return process.platform === 'linux' && (state === undefined || state === 'Z');
}

/** Kills exactly this process, unless it has ended already. */
export function kill(one: Process): void {
  if (isAlive(one)) signalIfThere(one.pid, 'SIGKILL');
}

/** Signals a process, or by a negative pid its group, which may end by itself at any moment. */
export function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

/** State and start time: fields 3 and 22 of proc_pid_stat(5), after a name that may hold blanks. */
function readStat(pid: number): (string | undefined)[] {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? [] : [fields[0], fields[19]];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** The parent's pid: field 4 of proc_pid_stat(5). */
export function parentOf(pid: number): number {
  const text = read(`/proc/${pid}/stat`);
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}
