import type { Environment, StartChild } from '../process/child.ts';
import type { System } from '../process/system.ts';
import type { ListeningPort, ListeningPorts, PortHolder } from './listening-ports.ts';

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
const AFTER_FAILURE = 10_000;
const LONGEST = 5000;

/**
 * How long after a program was first asked for which pause between two listings is kept, in ms, and in how many times
 * what the last one took: lsof takes 50 ms to 2 s on macOS (kill-port#82), and most programs open their port soon.
 */
const PACES = [
  { until: 5000, pause: 250, times: 2 },
  { until: Infinity, pause: 1000, times: 10 },
] as const;

export interface SnapshotSources {
  readonly startChild: StartChild;
  /** What lists sockets. */
  readonly sockets: Exclude<System['sockets'], 'procfs'>;
  readonly env: Environment;
  /** ms */
  readonly now: () => number;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Finds ports by the commands that list them: `lsof` and `ps`, on Windows `netstat` (which knows no parents:
 * there, only the program's own sockets are seen). Each question is answered from the last listing, and has a
 * new one made in the background if that is old; so the first answer is `unknown`, as is every one where the commands
 * are missing. pid-port does the same, but throws without its tools, gives no addresses, and brings an execa of its own.
 */
export function createSnapshotPorts(sources: SnapshotSources): ListeningPorts {
  const { now } = sources;
  let snapshot: Snapshot | undefined;
  let running: Promise<void> | undefined;
  let hasFailed = false;
  let nextAt = -Infinity;
  let asked = { pid: 0, since: -Infinity };

  const list = async () => {
    const began = now();
    snapshot = await takeSnapshot(sources);
    running = undefined;
    hasFailed = snapshot === undefined;
    const { pause, times } = PACES.find(({ until }) => now() - asked.since < until) ?? PACES[1];
    nextAt = now() + (hasFailed ? AFTER_FAILURE : Math.max(pause, times * (now() - began)));
  };
  const refresh = () => {
    if (now() >= nextAt) running ??= list();
  };

  const of = (pid: number): readonly ListeningPort[] | 'unknown' => {
    if (asked.pid !== pid) asked = { pid, since: now() };
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

  const renew = async (): Promise<boolean> => {
    // One that has begun before may have missed what is asked for.
    await running;
    if (hasFailed && now() < nextAt) return false;
    await (running ??= list());
    return snapshot !== undefined;
  };

  return { complete: false, of, holderOf, listings: { renew, seeTrees: sources.sockets === 'lsof' } };
}

async function takeSnapshot(sources: SnapshotSources): Promise<Snapshot | undefined> {
  switch (sources.sockets) {
    case 'netstat': {
      const [listing, listing6] = await Promise.all([
        run(sources, 'netstat', ['-ano', '-p', 'TCP']),
        run(sources, 'netstat', ['-ano', '-p', 'TCPv6']),
      ]);
      if (listing === undefined) return undefined;
      return { sockets: parseNetstat(`${listing}\n${listing6 ?? ''}`), parents: new Map() };
    }
    case 'lsof': {
      const [sockets, parents] = await Promise.all([
        run(sources, 'lsof', ['+c0', '-nP', '-iTCP', '-sTCP:LISTEN', '-Fpcn']),
        run(sources, 'ps', ['-A', '-o', 'pid=', '-o', 'ppid=']),
      ]);
      if (sockets === undefined || parents === undefined) return undefined;
      return { sockets: parseLsof(sockets), parents: parseParents(parents) };
    }
  }
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

/** Reads `lsof -F pcn`: a line for each field, `p` and `c` once for all the sockets of a process. */
export function parseLsof(listing: string): ListedSocket[] {
  const sockets: ListedSocket[] = [];
  let pid = 0;
  let command = '';
  for (const line of listing.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = parsePid(value);
    if (line.startsWith('c')) command = value;
    const place = line.startsWith('n') ? parsePlace(value) : undefined;
    if (place && pid > 0) sockets.push({ ...place, pid, command });
  }
  return sockets;
}

/**
 * Reads `netstat -ano` of Windows. The word for LISTENING is translated there; that the far end is port 0 is
 * not.
 */
export function parseNetstat(listing: string): ListedSocket[] {
  return listing.split('\n').flatMap((line) => {
    const [protocol, near, far, , last = ''] = line.trim().split(/\s+/);
    const pid = parsePid(last);
    const place = protocol === 'TCP' && far?.endsWith(':0') ? parsePlace(near ?? '') : undefined;
    return place && pid > 0 ? [{ ...place, pid }] : [];
  });
}

/** Reads `ps -o pid= -o ppid=`: the parent of each process. */
export function parseParents(listing: string): Map<number, number> {
  const pairs = listing.split('\n').map((line) => line.trim().split(/\s+/).map(parsePid));
  return new Map(pairs.flatMap(([pid, parent]) => (pid && parent ? [[pid, parent] as const] : [])));
}

/** A process's number; 0 where the text is none. */
function parsePid(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

/** `*:8080`, `127.0.0.1:8080`, `[::1]:8080`, `[fe80::1%12]:8080` */
function parsePlace(text: string): { port: number; address: string } | undefined {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const address = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return { port: Number(port), address: address === '*' ? '0.0.0.0' : address };
}
