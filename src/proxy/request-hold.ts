import type { SchedulerLike } from 'rxjs';
import type { ProxyPlan } from '../plan/plan.ts';
import type { RunEvent } from '../events/run-event.ts';
import { leaveProcess, reduceState } from '../state/reduce-state.ts';
import { emptyState, type RunState } from '../state/run-state.ts';
import { availabilityOf } from './availability.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Where to go: to a program, or nowhere. */
export type Route =
  | { readonly kind: 'open'; readonly upstream: Upstream }
  | { readonly kind: 'closed'; readonly why: Unavailable };

/** Somebody who comes to the stable port. */
export interface PendingRequest {
  /** When it came, in ms of the scheduler's clock. */
  readonly since: number;
  /** How much of it is in memory while it waits, in bytes. */
  readonly bytes: number;
  /** Aborted when it has gone. */
  readonly gone: AbortSignal;
}

/** Holds who comes while there is no program, and leads them to the one that is ready. */
export interface RequestHold {
  /** Resolves at once, or when a program is ready, none will be, or `holdTimeout` has passed. Undefined: gone. */
  admit(pending: PendingRequest): Promise<Route | undefined>;
  /** The same for one that a program has refused: after `holdTimeout` no program is tried any more. */
  admitAgain(pending: PendingRequest): Promise<Route | undefined>;
  follow(event: RunEvent): void;
  drain(pid: number, signal: AbortSignal): Promise<void>;
}

export interface RequestHoldDeps {
  readonly openUpstream: (pid: number, url: string) => Upstream;
  readonly scheduler: SchedulerLike;
  /** ms since 1970 */
  readonly epoch: () => number;
}

type Limits = Pick<ProxyPlan, 'holdTimeout' | 'holdRequests' | 'holdBytes'>;

/** Makes a requestHold that follows the run events. */
export function createRequestHold(limits: Limits, deps: RequestHoldDeps): RequestHold {
  const { scheduler, epoch, openUpstream } = deps;
  const upstreams = new Map<number, Upstream>();
  const held = new Set<(route: Route) => void>();
  let bytes = 0;
  let state = emptyState(epoch());
  const notReady = `no program was ready within ${limits.holdTimeout} ms`;
  const refusing = `the program has taken no connection for ${limits.holdTimeout} ms`;

  const refuse = (reason: Unavailable['reason'], message: string): Route => {
    const served = state.served ? { served: state.served } : {};
    return { kind: 'closed', why: { reason, message, at: epoch(), ...served } };
  };
  const findRoute = (): Route | undefined => {
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
    const route = held.size > 0 ? findRoute() : undefined;
    if (route) for (const go of [...held]) go(route);
  };
  const hold = (pending: PendingRequest) =>
    new Promise<Route | undefined>((resolve) => {
      const go = (route: Route | undefined) => {
        held.delete(go);
        bytes -= pending.bytes;
        timer.unsubscribe();
        pending.gone.removeEventListener('abort', onGone);
        resolve(route);
      };
      const onGone = () => go(undefined);
      const left = pending.since + limits.holdTimeout - scheduler.now();
      held.add(go);
      bytes += pending.bytes;
      pending.gone.addEventListener('abort', onGone);
      const timer = scheduler.schedule(() => go(refuse('held-too-long', notReady)), left);
    });

  const isLate = ({ since }: PendingRequest) => since + limits.holdTimeout <= scheduler.now();

  const requestHold: RequestHold = {
    async admit(pending) {
      if (pending.gone.aborted) return undefined;
      const route = findRoute();
      if (route) return route;
      if (isLate(pending)) return refuse('held-too-long', notReady);
      if (held.size >= limits.holdRequests)
        return refuse('too-many-held', `${held.size} requests wait already for the program`);
      if (bytes + pending.bytes > limits.holdBytes)
        return refuse('too-many-held', `${bytes} bytes of requests wait already for the program`);
      return hold(pending);
    },
    async admitAgain(pending) {
      if (availabilityOf(state).kind === 'serving' && isLate(pending))
        return refuse('held-too-long', refusing);
      return requestHold.admit(pending);
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
  return requestHold;
}
