import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  Observable,
  of,
  type SchedulerLike,
  shareReplay,
  Subject,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { Builder } from '../../build/builder.ts';
import { type CycleSteps, runCycle } from '../../cycle/cycle.ts';
import { runCycles } from '../../cycle/cycles.ts';
import type { Action, RunEvent } from '../../events/run-event.ts';
import type { ShutdownRequest } from '../../nx/shutdown.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Program } from '../../program/program-deps.ts';
import { type Batch, batchChanges, mergeBatches } from '../../watch/batches.ts';
import type { SourceWatch } from '../../watch/source-watch.ts';

/** The rooms that the pipeline runs through. */
export interface Rooms {
  /** What there is to tell before anything runs. */
  readonly notices: readonly RunEvent[];
  readonly sources: SourceWatch;
  readonly generate: CycleSteps['generate'];
  readonly builder: CycleSteps['builder'];
  readonly program: Program;
  readonly scheduler: SchedulerLike;
  /** What the debugger asks for, also where nothing is watched. */
  readonly debugAsked$: Observable<readonly Action[]>;
  /** Removes what a build may have left. */
  readonly cleanUp: () => Promise<void>;
}

/**
 * file events ─► batches ─► cycles ─► run events. Completes, with `ended` as its last event, once everything
 * is stopped: after a shutdown request, a failure that no edit can mend, or the end of a program that is run
 * once. What `asked$` emits begins a cycle as a change does. An error is a bug of ours: it ends the run as a request
 * does, and is told once everything is stopped.
 */
export function goRun(
  plan: Plan,
  rooms: Rooms,
  shutdown$: Observable<ShutdownRequest>,
  asked$: Observable<Action> = EMPTY,
): Observable<RunEvent> {
  const { sources, generate, builder, program, scheduler, debugAsked$, cleanUp } = rooms;
  const verdict$ = new Subject<void>();
  const cannotStop$ = new Subject<void>();
  let success = true;
  let defect: { readonly error: unknown } | undefined;

  const contain = <T>(stream$: Observable<T>, ends$ = verdict$): Observable<T> =>
    stream$.pipe(
      catchError((error: unknown) => {
        defect ??= { error };
        ends$.next();
        return EMPTY;
      }),
    );
  const signals$ = new Subject<RunEvent>();
  const requests$ = passOverOwnSignals(shutdown$, program, (event) => signals$.next(event));
  const stop$ = merge(requests$, verdict$.pipe(map(() => null))).pipe(take(1), shareReplay(1));
  const first: Batch = { changes: [], since: scheduler.now() };
  const noted$ = sources.changes$.pipe(tap(({ path, action }) => action === 'rebuild' && builder.note(path)));
  const changed$ = batchChanges(noted$, plan.watch.debounce, scheduler);
  const toBatch = (asked: readonly Action[]): Batch => ({ changes: [], since: scheduler.now(), asked });
  const watched$ = merge(changed$, asked$.pipe(map((action) => toBatch([action]))));
  const batches$ = merge(of(first), plan.watch.enabled ? watched$ : EMPTY, debugAsked$.pipe(map(toBatch)));
  const steps: CycleSteps = { generate, builder, program, sources, now: () => scheduler.now() };
  const cycles$ = runCycles(
    batches$,
    (batch, cycle, signal) => runCycle(steps, batch, cycle, signal),
    stop$,
    {
      merge: mergeBatches,
      isAborted: ({ type }) => type === 'aborted',
      isIdleWork: ({ idleWork }) => idleWork !== undefined,
      atRest: () => waitForIdleWork(builder, scheduler),
    },
  );
  const stopping$ = stop$.pipe(
    concatMap((request) =>
      concat(
        request === null ? [] : of<RunEvent>({ type: 'stopping', reason: request.reason }),
        defer(() =>
          closeAll([() => program.stop(request?.alreadySignalled ?? false), () => sources.close()]),
        ).pipe(ignoreElements()),
      ),
    ),
  );
  const told$ = [program.events$, sources.events$].map((events$) =>
    contain(events$).pipe(takeUntil(cannotStop$)),
  );
  const run$ = merge(
    contain(stopping$, cannotStop$),
    signals$.pipe(takeUntil(stop$)),
    ...told$,
    contain(cycles$),
  ).pipe(
    tap((event) => {
      if (!endsRun(event, plan)) return;
      success = event.type === 'finished' && event.exit.kind === 'code' && event.exit.code === 0;
      verdict$.next();
    }),
  );
  const end$ = defer(async (): Promise<RunEvent> => {
    await cleanUp();
    if (defect) throw defect.error;
    return { type: 'ended', success };
  });
  return concat(rooms.notices, run$, end$);
}

/** Rejects with the first that has failed, but only when all are over. */
async function closeAll(closings: readonly (() => Promise<void>)[]): Promise<void> {
  const closed = await Promise.allSettled(closings.map(async (close) => close()));
  for (const one of closed) if (one.status === 'rejected') throw one.reason;
}

/**
 * Requests without the signals that the program has sent itself: one that is asked to end and passes that on to its whole
 * process group (`kill(0, SIGTERM)`) reaches the executor, too, and Nx where that is in the same group. The program has no
 * group of its own, since it would lose the terminal, and since what kills the group (Playwright, CI) would leave it
 * behind. Where Nx or a person wants the end, another signal or the end of Nx follows; until then nothing is started.
 */
function passOverOwnSignals(
  shutdown$: Observable<ShutdownRequest>,
  program: Program,
  report: (event: RunEvent) => void,
): Observable<ShutdownRequest> {
  return new Observable((observer) => {
    let isDoubtful = false;
    return shutdown$.subscribe((request) => {
      const isOver =
        isDoubtful || !/^SIG(TERM|HUP)$/.test(request.reason) ? undefined : program.mayHaveSignalled();
      if (!isOver) return observer.next(request);
      isDoubtful = true;
      report(tellDoubt(request));
      void isOver.then(() => {
        isDoubtful = false;
      });
    });
  });
}

function tellDoubt({ reason }: ShutdownRequest): RunEvent {
  const message = `got ${reason} while the program was being stopped, which may have sent it to its whole process group`;
  const hint =
    'go-run goes on unless a second one comes. Nx is in that group, too: let the program signal its own children alone.';
  return { type: 'warning', problem: { message, hint } };
}

function waitForIdleWork(builder: Builder, scheduler: SchedulerLike): Observable<Batch> {
  const idleWork = builder.idleWork();
  if (!idleWork) return EMPTY;
  return timer(idleWork.afterMs, scheduler).pipe(
    map(() => ({ changes: [], since: scheduler.now(), idleWork })),
  );
}

/** What no later edit can mend, or nobody waits for. */
function endsRun(event: RunEvent, plan: Plan): boolean {
  if (event.type === 'failed' || event.type === 'finished') return true;
  if (plan.watch.enabled || ('stillRunning' in event && event.stillRunning)) return false;
  return ['build-failed', 'generate-failed', 'start-failed'].includes(event.type);
}
