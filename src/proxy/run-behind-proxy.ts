import { concatMap, finalize, Observable, of, type SchedulerLike, type Subscription, tap } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { ShutdownRequest } from '../nx/shutdown.ts';
import type { Plan, ProxyPlan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import { timers } from '../process/wait-until-gone.ts';
import type { ProgramProxy } from '../program/program-deps.ts';
import type { LoadPages } from '../ui/pages/pages.ts';
import { holdWhenFree } from './hold-port.ts';
import { findPrivatePort } from './private-port.ts';
import { createProxy } from './proxy.ts';

const TLS_PROBLEM: Problem = {
  message: 'the program speaks TLS, which "proxy" in mode "http" can\'t read',
  hint: 'Its connections are passed on whole, without an answer while nothing runs. Set "proxy": { "mode": "tcp" }, or let the program speak HTTP here.',
};

/**
 * Runs with the stable port held from before the first event of `run` until after its last program. Where
 * another process holds the port, `run` waits for it, `ready.timeout` ms at the most.
 */
export function runBehindProxy(
  plan: Plan,
  proxyPlan: ProxyPlan,
  loadPages: LoadPages,
  shutdown$: Observable<ShutdownRequest>,
  scheduler: SchedulerLike,
  run: (programProxy: ProgramProxy) => Observable<RunEvent>,
): Observable<RunEvent> {
  return new Observable((observer) => {
    const { port } = plan.ready;
    const proxy = createProxy(proxyPlan, {
      loadPages,
      scheduler,
      timers,
      epoch: Date.now,
      choosePort: () => (port === undefined ? findPrivatePort() : Promise.resolve(port)),
    });
    let running: Subscription | undefined;
    let isWarned = proxyPlan.mode === 'tcp';
    const warnOfTls = (): RunEvent => {
      isWarned = true;
      return { type: 'warning', problem: TLS_PROBLEM };
    };
    const stopping = new AbortController();
    const asked = shutdown$.subscribe(({ reason }) => {
      observer.next({ type: 'stopping', reason });
      stopping.abort();
    });
    const begin = () => {
      const run$ = run(proxy.programProxy).pipe(
        tap((event) => proxy.follow(event)),
        concatMap((event) => (isTls(event) && !isWarned ? [event, warnOfTls()] : [event])),
        concatMap((event) => (event.type === 'ended' ? proxy.close().then(() => event) : of(event))),
        finalize(() => void proxy.close()),
      );
      running = run$.subscribe(observer);
    };
    const limits = { port: proxyPlan.port, timeout: plan.ready.timeout, signal: stopping.signal };
    const held = holdWhenFree(
      () => proxy.hold(),
      limits,
      (event) => observer.next(event),
    );
    void held.then((outcome) => {
      asked.unsubscribe();
      if (outcome.kind === 'held') return begin();
      if (outcome.kind === 'failed') observer.next({ type: 'failed', problem: outcome.problem });
      observer.next({ type: 'ended', success: outcome.kind === 'stopped' });
      observer.complete();
    });
    return () => running?.unsubscribe();
  });
}

function isTls(event: RunEvent): boolean {
  return event.type === 'ready' && event.privateUrl?.startsWith('https:') === true;
}
