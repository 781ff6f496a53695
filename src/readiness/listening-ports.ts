import type { ObservableInput } from 'rxjs';

/** A TCP socket that is open for connections. */
export interface ListeningPort {
  readonly port: number;
  /** An IP address without brackets; `0.0.0.0` and `::` stand for all. */
  readonly address: string;
  /** True where it is known to speak TLS. */
  readonly tls?: boolean;
}

/** Who has a port, as far as it may be known: a process of another user has no more than its existence. */
export interface PortHolder {
  readonly pid?: number;
  readonly command?: string;
  readonly cwd?: string;
}

/** Looks at who listens where. Never throws. */
export interface ListeningPorts {
  /** Whether `of` sees all of the tree, so that a port which it does not name is not open. */
  readonly complete: boolean;
  /** What the process and everything below it listens on; `unknown` where the system won't tell, or not yet. */
  of(pid: number): readonly ListeningPort[] | 'unknown';
  /** Who listens on the port; undefined where nobody does, as far as can be seen. */
  holderOf(port: number): PortHolder | undefined;
  /** Absent where each question is answered by a look of its own. */
  readonly listings?: Listings;
}

/** Answers come from listings that are made now and then, by a command that takes its time. */
export interface Listings {
  /** Makes one that begins now, from which is answered then. False where none can be had. Promises never reject. */
  renew(): ObservableInput<boolean>;
  /** Whether they tell what is below a process. */
  readonly seeTrees: boolean;
}

/** Addresses that `localhost` reaches. The rest of 127.0.0.0/8 is not among them. */
const LOCAL = new Set(['0.0.0.0', '::', '127.0.0.1', '::1']);

/** The URL, without a path, at which a port answers from this machine. */
export function baseUrlOf({ port, address, tls }: ListeningPort): string {
  const host = isLocal(address) ? 'localhost' : address.includes(':') ? `[${address}]` : address;
  return `${tls ? 'https' : 'http'}://${host}:${port}`;
}

/** Where to ask a port from this machine: not every machine's `localhost` is ::1, too. */
export function probeBaseOf(port: ListeningPort): string {
  return port.address === '::1' ? baseUrlOf(port).replace('localhost', '[::1]') : baseUrlOf(port);
}

/** Whether `localhost` reaches what listens on this address. */
export function isLocal(address: string): boolean {
  return LOCAL.has(address);
}
