import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Child, type Ended, sendSignal } from '../process/child.ts';
import type { ProcessEntry, ProcessTable } from '../process/process-table.ts';
import { processTable } from '../process/processes.ts';
import { listNumbers } from '../process/read-proc.ts';

/** What tells a run's daemons from anybody else's processes. */
export interface DaemonTraces {
  /** Where the binary lies, or lay before it was put aside. Absolute paths. */
  readonly binaries: readonly string[];
  /** Of the executor: what was started before it belongs to nobody here. */
  readonly startTime: string;
  /** The process group of the executor, while it lives. */
  readonly group?: number | undefined;
}

/**
 * Finds the processes that run one of the binaries, that have lost their parent, and that no shell has started: a daemon
 * that is forked twice with a clean environment bears no cookie. Those that a person runs by hand have a parent, or a
 * session whose shell lives. The first call costs some 20 µs for each process of the machine, later ones 3 µs. Linux
 * only. Never throws.
 */
export type FindDaemons = (traces: DaemonTraces) => readonly ProcessEntry[];

/** Makes a {@link FindDaemons} on procfs at `root`. */
export function createFindDaemons(root: string, table: ProcessTable): FindDaemons {
  /** Processes that were started too early, by pid, with the inode that tells them from later ones. */
  const older = new Map<number, number>();

  const isOrphan = ({ parent }: ProcessEntry) =>
    parent === 1 || /(^|\/)(systemd|init)\b/.test(table.describe(parent)?.command ?? '');
  const isOutsideOfShells = ({ pid, session, group }: ProcessEntry, own: number | undefined) =>
    session === undefined || session === pid || group === own || !table.find(session);
  const findYoung = (pid: number, startTime: string): ProcessEntry | undefined => {
    const inode = statSync(`${root}/${pid}`, { throwIfNoEntry: false })?.ino;
    if (inode === undefined || older.get(pid) === inode) return undefined;
    const entry = table.find(pid);
    if (!entry || Number(entry.startTime) >= Number(startTime)) return entry;
    older.set(pid, inode);
    return undefined;
  };

  return ({ binaries, startTime, group }) => {
    const files = new Set(binaries.map(resolveFolder));
    return listNumbers(root).flatMap((pid) => {
      const entry = findYoung(pid, startTime);
      const isDaemon =
        entry &&
        files.has(executableOf(`${root}/${pid}`)) &&
        isOrphan(entry) &&
        isOutsideOfShells(entry, group);
      return isDaemon ? [entry] : [];
    });
  };
}

/** Finds daemons on this machine. */
export const findDaemons: FindDaemons = createFindDaemons('/proc', processTable);

/**
 * Finds the process to which a program has handed its work when it ended: it bears the cookie (or is a daemon) and runs
 * the same binary, as after an upgrade of itself (tableflip, endless) or where a program puts itself into the background.
 * What a program has started besides is none. The oldest, where there are several.
 */
export function findHeir(
  cookie: string,
  { binaries }: Pick<DaemonTraces, 'binaries'>,
  daemons: readonly ProcessEntry[],
): ProcessEntry | undefined {
  const files = new Set(binaries.map(resolveFolder));
  const heirs = processTable
    .withCookie(cookie)
    .filter(({ pid }) => files.has(executableOf(`/proc/${pid}`)))
    .concat(daemons);
  return heirs.sort((a, b) => Number(a.startTime) - Number(b.startTime) || a.pid - b.pid)[0];
}

/** Between two looks at whether an adopted process lives, in ms. */
const LOOK = 100;

/** A process that is not our child, as if it were: its end is seen within 100 ms, but not with which code. */
export function adoptProcess(entry: ProcessEntry): Child {
  const { pid } = entry;
  const lives = () => processTable.lives(entry);
  const ended = new Promise<Ended>((resolve) => {
    const timer = setInterval(() => {
      if (lives()) return;
      clearInterval(timer);
      resolve({ exit: { kind: 'unseen' }, stdout: '', stderr: '' });
    }, LOOK);
  });
  return { pid, ended, kill: (signal) => void (lives() && sendSignal(pid, signal)) };
}

/** The kernel names a file by its real path, also after it was renamed. */
function resolveFolder(file: string): string {
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return file;
  }
}

function executableOf(folder: string): string {
  try {
    return readlinkSync(`${folder}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return '';
  }
}
