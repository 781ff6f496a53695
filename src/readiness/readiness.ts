import {
  combineLatest,
  concat,
  concatMap,
  defer,
  map,
  of,
  scan,
  share,
  shareReplay,
  startWith,
  Subject,
  switchMap,
  take,
  takeWhile,
  timer,
} from 'rxjs';
import type { Observable, ObservableInput, SchedulerLike } from 'rxjs';
import type { ReadyPlan } from '../plan/plan.ts';
import type { Problem } from '../plan/problem.ts';
import { baseUrlOf } from './base-url.ts';
import { conditionsOf, isAbsolute } from './conditions.ts';
import type { ListeningPort, ListeningPorts } from './listening-ports.ts';
import { explainNotReady } from './not-ready.ts';
import { choosePort, probePort } from './probe-port.ts';
import type { Standing } from './standing.ts';
import { ticks } from './ticks.ts';
import { untilUnsubscribed } from './until-unsubscribed.ts';

/** What there is to say about a program's readiness. */
export type ReadinessEvent =
  | { readonly kind: 'ready'; readonly baseUrl?: string; readonly opensPort: boolean | 'unknown' }
  /** A port that was opened after `ready` had been said without one. Comes once. */
  | { readonly kind: 'address'; readonly baseUrl: string }
  /** The time is up. It is looked further; `ready` may follow. */
  | { readonly kind: 'not-ready'; readonly problem: Problem };

export interface ReadinessRequest {
  readonly pid: number;
  readonly plan: ReadyPlan;
  /** Whether this program opened a port when it ran last; undefined: it never ran. */
  readonly opensPort: boolean | undefined;
  /** What the program prints; needed for `plan.log` alone. */
  readonly lines$: Observable<string>;
}

/** The outside world. Promises do, of course; specs give marbles. */
export interface ReadinessPorts {
  readonly listeners: ListeningPorts;
  /** The status that a URL answers with; undefined: no answer. */
  readonly fetchStatus: (url: string, signal: AbortSignal) => ObservableInput<number | undefined>;
  /** Whether somebody accepts connections there. */
  readonly connects: (port: number, host: string, signal: AbortSignal) => ObservableInput<boolean>;
  /** Whether a port answers a TLS hello. */
  readonly speaksTls: (port: ListeningPort, signal: AbortSignal) => ObservableInput<boolean>;
  /** Whether that is worth asking of a port before anything says so: to a server of another protocol it is noise. */
  readonly mayBeTls: (port: number) => boolean;
  readonly scheduler: SchedulerLike;
}

/*
 *   probing ──── all conditions hold ────► (ready) ──► done
 *      │ time is up            ▲              │ without a port
 *      ▼                       │              ▼
 *   overdue (not-ready) ───────┘         unaddressed ── a port opens ──► (address) ──► done
 */
type Phase = 'probing' | 'overdue' | 'unaddressed' | 'done';

interface Step {
  readonly phase: Phase;
  readonly event?: ReadinessEvent;
}

/**
 * Watches a program that was just started until it is ready as its plan has it; all that the plan names must
 * hold at once. Completes when there is nothing more to say; goes on beyond the time-out. Unsubscribing
 * ends every probe.
 */
export function watchReadiness(request: ReadinessRequest, ports: ReadinessPorts): Observable<ReadinessEvent> {
  return defer(() => {
    const { plan, pid } = request;
    const tick$ = ticks(ports.scheduler).pipe(share());
    const refused$ = new Subject<void>();
    const port$ = probePort(pid, plan.port, tick$, ports).pipe(
      switchMap((open) => (open === undefined ? of(open) : tellTls(open, refused$, ports))),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const late$ = timer(plan.timeout, ports.scheduler).pipe(
      map(() => true),
      startWith(false),
    );
    // The port comes first, so that the conditions which follow from it find it known.
    return combineLatest([
      port$,
      late$,
      combineLatest(conditionsOf(request, port$, refused$, tick$, ports)),
    ]).pipe(
      scan(({ phase }: Step, now): Step => takeStep(phase, request, ports, ...now), { phase: 'probing' }),
      takeWhile(({ phase }) => phase !== 'done', true),
      concatMap(({ event }) => (event ? [event] : [])),
    );
  });
}

/** The port, with whether it speaks TLS: asked where that may be, else once it has refused a request (400). */
function tellTls(
  open: ListeningPort,
  refused$: Observable<void>,
  { speaksTls, mayBeTls }: ReadinessPorts,
): Observable<ListeningPort> {
  const asked$ = untilUnsubscribed((signal) => speaksTls(open, signal)).pipe(
    map((tls) => (tls ? { ...open, tls } : open)),
  );
  const later$ = refused$.pipe(
    take(1),
    switchMap(() => asked$),
  );
  return mayBeTls(open.port) ? asked$ : concat(of(open), later$);
}

function takeStep(
  phase: Phase,
  request: ReadinessRequest,
  ports: ReadinessPorts,
  port: ListeningPort | undefined,
  isLate: boolean,
  standings: readonly Standing[],
): Step {
  switch (phase) {
    case 'probing':
    case 'overdue': {
      if (standings.every((standing) => standing.met)) return tellReady(request, ports, port);
      if (phase === 'overdue' || !isLate) return { phase };
      const problem = explainNotReady(request, standings, ports.listeners);
      return { phase: 'overdue', event: { kind: 'not-ready', problem } };
    }
    case 'unaddressed':
      return port ? { phase: 'done', event: { kind: 'address', baseUrl: baseUrlOf(port) } } : { phase };
    case 'done':
      return { phase };
  }
}

function tellReady(request: ReadinessRequest, ports: ReadinessPorts, known: ListeningPort | undefined): Step {
  const { plan, pid } = request;
  // A line that says "listening" may be read before the next tick sees the port.
  const seen = known ? [] : ports.listeners.of(pid);
  const port = known ?? (seen === 'unknown' ? undefined : choosePort(seen, plan.port));
  const isAsked = plan.port === undefined && plan.url === undefined && plan.log === undefined;
  const opensPort = port ? true : isAsked && request.opensPort === false ? false : 'unknown';
  if (plan.url !== undefined && isAbsolute(plan.url)) {
    return { phase: 'done', event: { kind: 'ready', baseUrl: new URL(plan.url).origin, opensPort } };
  }
  if (!port) return { phase: 'unaddressed', event: { kind: 'ready', opensPort } };
  return { phase: 'done', event: { kind: 'ready', baseUrl: baseUrlOf(port), opensPort } };
}
