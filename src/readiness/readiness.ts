import {
  combineLatest,
  concat,
  concatMap,
  defer,
  map,
  type Observable,
  of,
  scan,
  share,
  shareReplay,
  startWith,
  Subject,
  switchMap,
  take,
  takeWhile,
} from 'rxjs';
import { conditionsOf, isAbsolute } from './conditions.ts';
import { baseUrlOf, type ListeningPort } from './listening-ports.ts';
import { explainNotReady } from './not-ready.ts';
import { choosePort, probePort } from './probe-port.ts';
import type { Condition, ReadinessDeps, ReadinessEvent, ReadinessRequest } from './readiness-request.ts';
import { ticks, timeRunning, untilUnsubscribed } from './ticks.ts';

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
export function watchReadiness(request: ReadinessRequest, deps: ReadinessDeps): Observable<ReadinessEvent> {
  return defer(() => {
    const { plan, pid } = request;
    const tick$ = ticks(deps.scheduler).pipe(share());
    const refused$ = new Subject<void>();
    const port$ = probePort(pid, plan.port, tick$, deps).pipe(
      switchMap((open) => (open === undefined ? of(open) : tellTls(open, refused$, deps))),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const late$ = timeRunning(plan.timeout, request.isStopped$ ?? of(false), deps.scheduler).pipe(
      map(() => true),
      startWith(false),
    );
    // The port comes first, so that the conditions which follow from it find it known.
    return combineLatest([
      port$,
      late$,
      combineLatest(conditionsOf(request, port$, refused$, tick$, deps)),
    ]).pipe(
      scan(({ phase }: Step, now): Step => takeStep(phase, request, deps, ...now), { phase: 'probing' }),
      takeWhile(({ phase }) => phase !== 'done', true),
      concatMap(({ event }) => (event ? [event] : [])),
    );
  });
}

/** The port, with whether it speaks TLS: asked where that may be, else once it has refused a request (400). */
function tellTls(
  open: ListeningPort,
  refused$: Observable<void>,
  { speaksTls, mayBeTls }: ReadinessDeps,
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
  deps: ReadinessDeps,
  port: ListeningPort | undefined,
  isLate: boolean,
  conditions: readonly Condition[],
): Step {
  switch (phase) {
    case 'probing':
    case 'overdue': {
      if (conditions.every((condition) => condition.met)) return tellReady(request, deps, port);
      if (phase === 'overdue' || !isLate) return { phase };
      const problem = explainNotReady(request, conditions, deps.listeners);
      return { phase: 'overdue', event: { kind: 'not-ready', problem } };
    }
    case 'unaddressed':
      return port ? { phase: 'done', event: { kind: 'address', baseUrl: baseUrlOf(port) } } : { phase };
    case 'done':
      return { phase };
  }
}

function tellReady(request: ReadinessRequest, deps: ReadinessDeps, known: ListeningPort | undefined): Step {
  const { plan, pid } = request;
  // A line that says "listening" may be read before the next tick sees the port.
  const seen = known ? [] : deps.listeners.of(pid);
  const port = known ?? (seen === 'unknown' ? undefined : choosePort(seen, plan.port));
  const isAsked = plan.port === undefined && plan.url === undefined && plan.log === undefined;
  const opensPort = port ? true : isAsked && request.opensPort === false ? false : 'unknown';
  if (plan.url !== undefined && isAbsolute(plan.url)) {
    return { phase: 'done', event: { kind: 'ready', baseUrl: new URL(plan.url).origin, opensPort } };
  }
  if (!port) return { phase: 'unaddressed', event: { kind: 'ready', opensPort } };
  return { phase: 'done', event: { kind: 'ready', baseUrl: baseUrlOf(port), opensPort } };
}
