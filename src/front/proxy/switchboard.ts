import type { SchedulerLike } from 'rxjs';
import type { ProxyPlan } from '../../plan/plan.ts';
import type { RunEvent } from '../../progress/run-event.ts';
import { leaveProcess, reduceState } from '../state/reduce-state.ts';
import { emptyState, type RunState } from '../state/run-state.ts';
import { availabilityOf } from './availability.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Where to go: to a program, or nowhere. */
export type Way =
  | { readonly kind: 'open'; readonly upstream: Upstream }
  | { readonly kind: 'closed'; readonly why: Unavailable };

/** Somebody who comes to the stable port. */
export interface Visitor {
  /** When it came, in ms of the scheduler's clock. */
  readonly since: number;
  /** How much of it is in memory while it waits, in bytes. */
  readonly bytes: number;
  /** Aborted when it has gone. */
  readonly gone: AbortSignal;
}

/** Holds who comes while there is no program, and leads them to the one that is ready. */
export interface Switchboard {
  /** Resolves at once, or when a program is ready, none will be, or `holdTimeout` has passed. Undefined: gone. */
  admit(visitor: Visitor): Promise<Way | undefined>;
  /** The same for one that a program has refused: after `holdTimeout` no program is tried any more. */
  admitAgain(visitor: Visitor): Promise<Way | undefined>;
  follow(event: RunEvent): void;
  drain(pid: number, signal: AbortSignal): Promise<void>;
}

export interface SwitchboardPorts {
  readonly openUpstream: (pid: number, url: string) => Upstream;
  readonly scheduler: SchedulerLike;
  /** ms since 1970 */
  readonly epoch: () => number;
}

type Limits = Pick<ProxyPlan, 'holdTimeout' | 'holdRequests' | 'holdBytes'>;

/** Makes a switchboard that follows the run events. */
export function createSwitchboard(limits: Limits, ports: SwitchboardPorts): Switchboard {
  const { scheduler, epoch, openUpstream } = ports;
  const upstreams = new Map<number, Upstream>();
  const held = new Set<(way: Way) => void>();
  let bytes = 0;
  let state = emptyState(epoch());
  const notReady = `no program was ready within ${limits.holdTimeout} ms`;
  const refusing = `the program has taken no connection for ${limits.holdTimeout} ms`;

  const refuse = (reason: Unavailable['reason'], message: string): Way => {
    const served = state.served ? { served: state.served } : {};
    return { kind: 'closed', why: { reason, message, at: epoch(), ...served } };
  };
  const findWay = (): Way | undefined => {
    const availability = availabilityOf(state);
    switch (availability.kind) {
      case 'coming':
        return undefined;
      case 'unavailable':
        return { kind: 'closed', why: availability.why };
      case 'serving': {
        const { pid, url } = availability;
        const upstream = upstreams.get(pid) ?? openUpstream(pid, url);
        upstreams.set(pid, upstream);
        return { kind: 'open', upstream };
      }
    }
  };
  const move = (to: RunState) => {
    state = to;
    const way = held.size > 0 ? findWay() : undefined;
    if (way) for (const go of [...held]) go(way);
  };
  const hold = (visitor: Visitor) =>
    new Promise<Way | undefined>((resolve) => {
      const go = (way: Way | undefined) => {
        held.delete(go);
        bytes -= visitor.bytes;
        timer.unsubscribe();
        visitor.gone.removeEventListener('abort', onGone);
        resolve(way);
      };
      const onGone = () => go(undefined);
      const left = visitor.since + limits.holdTimeout - scheduler.now();
      held.add(go);
      bytes += visitor.bytes;
      visitor.gone.addEventListener('abort', onGone);
      const timer = scheduler.schedule(() => go(refuse('held-too-long', notReady)), left);
    });

  const isLate = ({ since }: Visitor) => since + limits.holdTimeout <= scheduler.now();

  const switchboard: Switchboard = {
    async admit(visitor) {
      if (visitor.gone.aborted) return undefined;
      const way = findWay();
      if (way) return way;
      if (isLate(visitor)) return refuse('held-too-long', notReady);
      if (held.size >= limits.holdRequests)
        return refuse('too-many-held', `${held.size} requests wait already for the program`);
      if (bytes + visitor.bytes > limits.holdBytes)
        return refuse('too-many-held', `${bytes} bytes of requests wait already for the program`);
      return hold(visitor);
    },
    async admitAgain(visitor) {
      if (availabilityOf(state).kind === 'serving' && isLate(visitor))
        return refuse('held-too-long', refusing);
      return switchboard.admit(visitor);
    },
    follow(event) {
      move(reduceState(state, event, epoch()));
      if (event.type !== 'exited') return;
      upstreams.get(event.pid)?.agent.destroy();
      upstreams.delete(event.pid);
    },
    async drain(pid, signal) {
      move(leaveProcess(state, pid, epoch()));
      const upstream = upstreams.get(pid);
      upstreams.delete(pid);
      await upstream?.drain(signal);
    },
  };
  return switchboard;
}
