import type { Server } from 'node:net';
import type { RunEvent } from '../events/run-event.ts';
import type { Problem } from '../problem.ts';
import { timers, type Timers } from '../process/wait-until-gone.ts';
import { type System, thisSystem } from '../process/system.ts';
import { connects } from '../readiness/connections.ts';
import { askHolder, UNNAMED } from '../readiness/describe-holder.ts';
import type { AskHolder } from '../readiness/open-readiness.ts';
import { listen } from '../ui/listen.ts';

/** How an attempt to listen has ended. */
export type Held =
  | { readonly kind: 'held' }
  /** Somebody else listens there. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'impossible'; readonly reason: string; readonly hint?: string };

/** The addresses of a host option: `localhost` is both loopback addresses. */
export function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

/**
 * Lets servers listen, one for each address, on one port. An address of IPv6 that this machine does not have is
 * passed over where there is another. All or none: where one fails, the others are closed. Where the system lets two
 * listen on one port, as AirPlay's of macOS and a program, a port that answers is taken.
 */
export async function holdPort(
  servers: readonly Server[],
  addresses: readonly string[],
  port: number,
  { sharesPorts, reservedPorts }: Pick<System, 'sharesPorts' | 'reservedPorts'> = thisSystem,
  connect: Connect = connects,
): Promise<Held> {
  const listening: Server[] = [];
  if (sharesPorts && (await answersLocally(port, addresses, connect))) return { kind: 'taken' };
  for (const [at, server] of servers.entries()) {
    const error = await listen(server, { host: addresses[at] ?? '', port, exclusive: true });
    if (error === undefined) listening.push(server);
    else if (!(listening.length > 0 && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? ''))) {
      await Promise.all(listening.map((one) => new Promise((resolve) => one.close(resolve))));
      if (error.code === 'EADDRINUSE') return { kind: 'taken' };
      const hint = error.code === 'EACCES' ? { hint: reservedPorts } : {};
      return { kind: 'impossible', reason: error.message, ...hint };
    }
  }
  return { kind: 'held' };
}

/** Whether somebody accepts connections there. Never rejects. */
type Connect = (port: number, host: string) => Promise<boolean>;

/** Whether anybody answers on the port, at these addresses of this machine. */
export async function answersLocally(
  port: number,
  addresses: readonly string[],
  connect: Connect = connects,
): Promise<boolean> {
  const isAll = (address: string) => address === '0.0.0.0' || address === '::';
  for (const address of addresses.flatMap((one) => (isAll(one) ? ['127.0.0.1', '::1'] : [one])))
    if (await connect(port, address)) return true;
  return false;
}

/** Between two attempts, in ms. */
const INTERVAL = 200;

export type Holding =
  | { readonly kind: 'held' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** The signal was aborted meanwhile. */
  | { readonly kind: 'stopped' };

export interface HoldLimits {
  readonly port: number;
  /** ms */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/**
 * Holds a port as soon as nobody else does, within the timeout; says for whom it waits, once, and again with a name that
 * was not known at first. Never rejects.
 */
export async function holdWhenFree(
  hold: () => Promise<Held>,
  { port, timeout, signal }: HoldLimits,
  report: (event: RunEvent) => void,
  { now, wait }: Timers = timers,
  ask: AskHolder = (held) => askHolder(held),
): Promise<Holding> {
  let told: string | undefined;
  let asking: Promise<void> | undefined;
  let isOver = false;
  // Beside the attempts, since a listing takes its time.
  const tellHolder = async () => {
    const holder = (await ask(port)) ?? UNNAMED;
    asking = undefined;
    if (isOver || holder === told) return;
    told = holder;
    const hint =
      'Stop it, or give "proxy" another port. The program is built and started as soon as the port is free.';
    report({ type: 'waiting', what: `port ${port}, which is held by ${holder}`, hint });
  };
  const attempt = async (deadline: number): Promise<Holding> => {
    for (;;) {
      const held = await hold();
      if (held.kind === 'held') return held;
      if (held.kind === 'impossible') {
        const hint = ['The option "proxy" says where: port and host.', held.hint ?? ''].join(' ').trim();
        return { kind: 'failed', problem: { message: `proxy: ${held.reason}`, hint } };
      }
      if (signal.aborted) return { kind: 'stopped' };
      if (now() >= deadline) {
        const message = `port ${port} is still held by ${told ?? UNNAMED}`;
        return { kind: 'failed', problem: { message, hint: 'Stop it, or give "proxy" another port.' } };
      }
      if (told === undefined || told === UNNAMED) asking ??= tellHolder();
      await wait(INTERVAL, signal);
      if (signal.aborted) return { kind: 'stopped' };
    }
  };
  const outcome = await attempt(now() + timeout);
  isOver = true;
  return outcome;
}
