import type { Problem } from '../../plan/problem.ts';
import type { RunEvent } from '../../progress/run-event.ts';
import { nameHolder } from '../../readiness/find-holder.ts';
import { timers, type Timers } from '../../supervise/wait-until-gone.ts';
import type { Held } from './hold-port.ts';

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

/** Holds a port as soon as nobody else does, within the timeout; says once for whom it waits. Never rejects. */
export async function holdWhenFree(
  hold: () => Promise<Held>,
  { port, timeout, signal }: HoldLimits,
  report: (event: RunEvent) => void,
  { now, wait }: Timers = timers,
  describeHolder: (port: number) => string | undefined = nameHolder,
): Promise<Holding> {
  const name = () => describeHolder(port) ?? 'another process';
  const deadline = now() + timeout;
  for (let isFirst = true; ; isFirst = false) {
    const held = await hold();
    if (held.kind === 'held') return held;
    if (held.kind === 'impossible') {
      const hint = 'The option "proxy" says where: port and host.';
      return { kind: 'failed', problem: { message: `proxy: ${held.reason}`, hint } };
    }
    if (signal.aborted) return { kind: 'stopped' };
    if (now() >= deadline) {
      const message = `port ${port} is still held by ${name()}`;
      return { kind: 'failed', problem: { message, hint: 'Stop it, or give "proxy" another port.' } };
    }
    if (isFirst) {
      const hint =
        'Stop it, or give "proxy" another port. The program is built and started as soon as the port is free.';
      report({ type: 'waiting', what: `port ${port}, which is held by ${name()}`, hint });
    }
    await wait(INTERVAL, signal);
    if (signal.aborted) return { kind: 'stopped' };
  }
}
