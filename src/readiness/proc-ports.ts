import { existsSync, readlinkSync } from 'node:fs';
import type { ProcessTable } from '../process/process-table.ts';
import { listNumbers } from '../process/read-proc.ts';
import type { ListeningPort, ListeningPorts, PortHolder } from './listening-ports.ts';
import { listeningSockets } from './listening-sockets.ts';

/**
 * Between two looks into the kernel's tables while a program has the same sockets, none of which listens, in ms.
 * A program that only connects to others has such sockets for as long as it runs.
 */
const LONGEST_PAUSE = 60_000;

/** What is known of the sockets of one program. Times in ms. */
interface Known {
  readonly pid: number;
  readonly listening: Map<number, ListeningPort>;
  /** Sockets that did not listen when the kernel's tables were last read. */
  others: Set<number>;
  changedAt: number;
  readAt: number;
  readTook: number;
}

/**
 * Finds ports through procfs at `root`. To list a program's sockets costs 0.2 ms, the kernel's tables up to
 * 5 ms each: those are read only when there is a new socket, and now and then while one is there that may yet
 * be told to listen. `now` in ms.
 */
export function createProcPorts(root: string, table: ProcessTable, now: () => number): ListeningPorts {
  let known: Known | undefined;
  const complete = existsSync(`${root}/net/tcp`);

  const of = (pid: number): readonly ListeningPort[] | 'unknown' => {
    if (!complete) return 'unknown';
    if (known?.pid !== pid) known = learnNothing(pid);
    const tree = [pid, ...table.descendants(pid).map((entry) => entry.pid)];
    const sockets = new Set(tree.flatMap((each) => socketsOf(`${root}/${each}`)));
    for (const inode of known.listening.keys()) if (!sockets.has(inode)) known.listening.delete(inode);
    const { listening } = known;
    learn(known, new Set([...sockets].filter((inode) => !listening.has(inode))));
    return [...known.listening.values()];
  };

  const learn = (known: Known, unknown: Set<number>) => {
    const time = now();
    const isNew = [...unknown].some((inode) => !known.others.has(inode));
    if (isNew) known.changedAt = time;
    const age = known.readAt - known.changedAt;
    const pause = Math.max(2 * known.readTook, isNew ? 0 : Math.min(age / 4, LONGEST_PAUSE));
    if (unknown.size === 0) known.others = unknown;
    if (unknown.size === 0 || time - known.readAt < pause) return;
    for (const { inode, port, address } of listeningSockets(root)) {
      if (unknown.delete(inode)) known.listening.set(inode, { port, address });
      if (unknown.size === 0) break;
    }
    known.others = unknown;
    known.readAt = now();
    known.readTook = known.readAt - time;
  };

  const holderOf = (port: number): PortHolder | undefined => {
    const inodes = new Set<number>();
    for (const socket of listeningSockets(root)) if (socket.port === port) inodes.add(socket.inode);
    if (inodes.size === 0) return undefined;
    const holds = (pid: number) => socketsOf(`${root}/${pid}`, 0).some((inode) => inodes.has(inode));
    const pid = listNumbers(root).find(holds);
    return (pid !== undefined && table.describe(pid)) || {};
  };

  return { complete, of, holderOf };
}

function learnNothing(pid: number): Known {
  return { pid, listening: new Map(), others: new Set(), changedAt: 0, readAt: -Infinity, readTook: 0 };
}

/** Inodes of a process's sockets. The standard streams, often sockets where Nx pipes them, never listen. */
function socketsOf(folder: string, from = 3): number[] {
  return listNumbers(`${folder}/fd`).flatMap((descriptor) => {
    if (descriptor < from) return [];
    const inode = /^socket:\[(\d+)\]$/.exec(readTarget(`${folder}/fd/${descriptor}`))?.[1];
    return inode === undefined ? [] : [Number(inode)];
  });
}

function readTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
