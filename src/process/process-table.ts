import { readlinkSync } from 'node:fs';
import { COOKIE_VARIABLE, createReadCookies, listNumbers, readProc, readStat } from './read-proc.ts';

/** A living process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /**
   * Tells a process from a later one with its pid; digits. On Linux field 22 of /proc/PID/stat, clock ticks since boot;
   * by ps epoch seconds; on Windows the machine's start, in epoch seconds. Empty where it is not known.
   */
  readonly startTime: string;
  /** One letter, see proc(5), ps(1): `R` running, `S` and `I` sleeping, `D` uninterruptible, `T` stopped. */
  readonly state?: string;
  /** The process group and the session, each by the pid of its leader. */
  readonly group?: number;
  readonly session?: number;
}

/** What a person wants to know of a process: its command line and its folder. */
export interface ProcessDescription {
  readonly pid: number;
  readonly command: string;
  readonly cwd?: string;
}

/** The machine's processes, as far as its system shows them. Never throws. */
export interface ProcessTable {
  /** By what a process that a run has started is known again once the executor is gone. */
  readonly marks: 'cookie' | 'start time' | 'none';
  /** The process's entry; undefined when it is gone or a zombie. */
  find(pid: number): ProcessEntry | undefined;
  /** Whether that very process lives, and not a later one with its pid. */
  lives(process: Pick<ProcessEntry, 'pid' | 'startTime'>): boolean;
  /** All living processes below these, themselves excluded, parents before their children. */
  descendants(...pids: readonly number[]): ProcessEntry[];
  /**
   * All living processes whose environment, as they were started with it, has this cookie. The first call
   * costs some 25 µs for each process of the machine, later ones 5 µs.
   */
  withCookie(cookie: string): ProcessEntry[];
  /** The command line (or the bare name, where there is none) and the folder, where they may be read. */
  describe(pid: number): ProcessDescription | undefined;
}

export { COOKIE_VARIABLE };

/** Reads processes from procfs, which is found at `root`. See proc(5) for the files. */
export function createProcessTable(root: string): ProcessTable {
  const readCookies = createReadCookies(root);
  const find = (pid: number) => parseStat(pid, readStat(`${root}/${pid}`));

  const childrenOf = (pid: number): number[] | undefined => {
    const lists = listNumbers(`${root}/${pid}/task`).map((thread) =>
      readProc(`${root}/${pid}/task/${thread}/children`)?.toString('latin1'),
    );
    // The file is missing everywhere: a kernel without CONFIG_PROC_CHILDREN (or a process just gone).
    if (lists.every((list) => list === undefined)) return undefined;
    return lists.flatMap((list) => list?.match(/\d+/g)?.map(Number) ?? []);
  };

  const everyProcess = () => listNumbers(root).flatMap((pid) => find(pid) ?? []);

  const descendants = (...pids: readonly number[]): ProcessEntry[] => {
    const found = new Map<number, ProcessEntry>();
    const queue = [...pids];
    let all: ProcessEntry[] | undefined;
    for (const parent of queue) {
      let children = childrenOf(parent)?.flatMap((child) => find(child) ?? []);
      if (!children && find(parent))
        children = (all ??= everyProcess()).filter((entry) => entry.parent === parent);
      for (const child of children ?? []) {
        if (pids.includes(child.pid) || found.has(child.pid)) continue;
        found.set(child.pid, child);
        queue.push(child.pid);
      }
    }
    return [...found.values()];
  };

  const withCookie = (cookie: string) => {
    if (cookie === '') return [];
    const seen = [...readCookies(listNumbers(root))];
    return seen.flatMap(([pid, { cookies }]) => (cookies.includes(cookie) ? (find(pid) ?? []) : []));
  };

  const describe = (pid: number): ProcessDescription | undefined => {
    const name = readProc(`${root}/${pid}/comm`)?.toString().trimEnd();
    if (name === undefined) return undefined;
    const line = readProc(`${root}/${pid}/cmdline`)?.toString().replaceAll('\0', ' ').trimEnd();
    const cwd = readLink(`${root}/${pid}/cwd`);
    return { pid, command: line || name, ...(cwd !== undefined && { cwd }) };
  };

  const lives: ProcessTable['lives'] = ({ pid, startTime }) => find(pid)?.startTime === startTime;

  return { marks: 'cookie', find, lives, descendants, withCookie, describe };
}

function parseStat(pid: number, fields: readonly string[]): ProcessEntry | undefined {
  const [state, parent, group, session, ...rest] = fields;
  const [threads, , startTime] = rest.slice(13);
  if (state === undefined || startTime === undefined) return undefined;
  // While other threads outlive the first one, it shows as a zombie, and files and ports are still open.
  if (state === 'X' || (state === 'Z' && Number(threads) <= 1)) return undefined;
  return { pid, parent: Number(parent), startTime, state, group: Number(group), session: Number(session) };
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
