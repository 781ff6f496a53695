import type { Environment } from '../plan/plan.ts';
import type { StartChild } from '../supervise/child.ts';
import type { ListeningPort, ListeningPorts, PortHolder } from './listening-ports.ts';
import { parseLsof, parseNetstat, parseParents } from './port-listings.ts';

/** A socket, as a listing command knows it. */
export interface ListedSocket extends ListeningPort {
  readonly pid: number;
  readonly command?: string;
}

interface Snapshot {
  readonly sockets: readonly ListedSocket[];
  readonly parents: ReadonlyMap<number, number>;
}

/** ms */
const FRESH = 250;
const AFTER_FAILURE = 10_000;
const LONGEST = 5000;

export interface SnapshotSources {
  readonly startChild: StartChild;
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** ms */
  readonly now: () => number;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Finds ports by the commands that list them: `lsof` and `ps`, on Windows `netstat` (which knows no parents:
 * there, only the program's own sockets are seen). Each question is answered from the last listing, and has a
 * new one made in the background if that is older than 250 ms; so the first answer is `unknown`, as is every
 * one where the commands are missing. pid-port does the same, but throws without its tools, gives no
 * addresses, and brings an execa of its own.
 */
export function createSnapshotPorts(sources: SnapshotSources): ListeningPorts {
  let snapshot: Snapshot | undefined;
  let nextAt = -Infinity;

  const refresh = () => {
    if (sources.now() < nextAt) return;
    nextAt = Infinity;
    void takeSnapshot(sources).then((taken) => {
      snapshot = taken;
      nextAt = sources.now() + (taken ? FRESH : AFTER_FAILURE);
    });
  };

  const of = (pid: number): readonly ListeningPort[] | 'unknown' => {
    refresh();
    if (!snapshot) return 'unknown';
    const { sockets, parents } = snapshot;
    return sockets
      .filter((socket) => isBelow(socket.pid, pid, parents))
      .map(({ port, address }) => ({ port, address }));
  };

  const holderOf = (port: number): PortHolder | undefined => {
    refresh();
    const socket = snapshot?.sockets.find((each) => each.port === port && sources.isAlive(each.pid));
    if (!socket) return undefined;
    return { pid: socket.pid, ...(socket.command !== undefined && { command: socket.command }) };
  };

  return { complete: false, of, holderOf };
}

async function takeSnapshot(sources: SnapshotSources): Promise<Snapshot | undefined> {
  if (sources.platform === 'win32') {
    const listing = await run(sources, 'netstat', ['-ano', '-p', 'TCP']);
    const listing6 = await run(sources, 'netstat', ['-ano', '-p', 'TCPv6']);
    if (listing === undefined) return undefined;
    return { sockets: parseNetstat(`${listing}\n${listing6 ?? ''}`), parents: new Map() };
  }
  const [sockets, parents] = await Promise.all([
    run(sources, 'lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpcn']),
    run(sources, 'ps', ['-A', '-o', 'pid=', '-o', 'ppid=']),
  ]);
  if (sockets === undefined || parents === undefined) return undefined;
  return { sockets: parseLsof(sockets), parents: parseParents(parents) };
}

/** What the command prints, or undefined where it can't be run. lsof ends with 1 when it finds nothing. */
async function run(
  { startChild, env }: SnapshotSources,
  file: string,
  args: string[],
): Promise<string | undefined> {
  const child = startChild({ file, args, cwd: process.cwd(), env, output: 'capture' });
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST);
  const { exit, stdout } = await child.ended;
  clearTimeout(limit);
  return exit.kind === 'code' && exit.code <= 1 ? stdout : undefined;
}

function isBelow(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  const seen = new Set<number>();
  for (let each: number | undefined = pid; each !== undefined && !seen.has(each); each = parents.get(each)) {
    if (each === root) return true;
    seen.add(each);
  }
  return false;
}
