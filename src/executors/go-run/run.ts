import type { ExecutorContext } from '@nx/devkit';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  startWith,
  Subject,
  takeUntil,
  tap,
  withLatestFrom,
} from 'rxjs';
import type { Debugger } from '../../debug/open-debugger.ts';
import { openEventLog } from '../../events/event-log.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { type Results, toAsyncIterator } from '../../nx/async-iterator.ts';
import { emitReadySignal } from '../../nx/ready-signal.ts';
import { type GoRunResult, toResult } from '../../nx/result.ts';
import { listenForShutdown, type ShutdownRequest } from '../../nx/shutdown.ts';
import { type GivenOptions, restoreWords } from '../../plan/arguments.ts';
import { describeUnusedGoVariables } from '../../plan/environment.ts';
import { makePlan, readTextIfThere } from '../../plan/make-plan.ts';
import { describeStrangeOptions } from '../../plan/options.ts';
import type { TaskName } from '../../plan/output.ts';
import type { Plan } from '../../plan/plan.ts';
import { definedOnly, type StartChild, startChild } from '../../process/child.ts';
import { clock } from '../../process/clock.ts';
import type { ProgramProxy } from '../../program/program-deps.ts';
import { createReporter } from '../../terminal/reporter.ts';
import { openUi, type Ui } from '../../ui/open-ui.ts';
import { openLineWriter, readSurroundings } from '../surroundings.ts';
import { createProvideGo, followGoCommands } from './provide-go.ts';

/** The executor: runs the pipeline on this machine, and tells the terminal, Nx and other tools of its events. */
export function run(given: GivenOptions, context: ExecutorContext): Results<GoRunResult> {
  const options = restoreWords(given);
  const surroundings = readSurroundings(context);
  const { project } = surroundings.task;
  const shutdown = listenForShutdown({ process, outputs: [process.stdout, process.stderr] });
  const write = (text: string) => void process.stdout.write(text);
  const writeLines = openLineWriter(context, () => clock.now());
  let reporter = createReporter({
    colour: surroundings.colour,
    workspaceRoot: context.root,
    project,
    buildWords: [],
  });

  let ui: Ui | undefined;
  const fetching$ = new Subject<RunEvent>();
  const provideGo = createProvideGo(
    startChild,
    shutdown.requests$,
    (event) => fetching$.next(event),
    () => clock.now(),
  );
  const startGo = followGoCommands(startChild, definedOnly(process.env), (event) => fetching$.next(event));
  const plan$ = defer(async () => {
    let loaded: ReturnType<typeof loadPipeline> | undefined;
    // Half of the modules are loaded while go is asked for its settings: not before, since that keeps the process busy.
    const startAndLoad: StartChild = (command) => {
      const child = startGo(command);
      loaded ??= loadPipeline();
      return child;
    };
    const planned = await makePlan(options, surroundings, startAndLoad, provideGo);
    return [planned, await (loaded ?? loadPipeline())] as const;
  });
  const run$: Observable<RunEvent> = plan$.pipe(
    tap(() => fetching$.complete()),
    withLatestFrom(shutdown.requests$.pipe(startWith(null))),
    concatMap(([[planned, { openRooms, goRun }], request]) => {
      // Whatever the end has interrupted is no failure.
      if (!planned.ok && request !== null)
        return of<RunEvent[]>({ type: 'stopping', reason: request.reason }, { type: 'ended', success: true });
      if (!planned.ok) {
        return of<RunEvent[]>(
          { type: 'failed', problem: planned.problem },
          { type: 'ended', success: false },
        );
      }
      const plan = planned.value;
      reporter = createReporter({
        colour: surroundings.colour,
        workspaceRoot: plan.workspaceRoot,
        project,
        buildWords: buildWords(plan),
        once: !plan.watch.enabled,
      });
      const strange = [
        ...describeStrangeOptions(options),
        ...describeUnusedGoVariables(plan.program.envFiles, plan.go.env, readTextIfThere),
      ];
      const opened = openUi({ ...plan, target: surroundings.task.target }, Date.now, loadUi);
      ui = opened;
      const run$ = concat(
        strange.map((problem): RunEvent => ({ type: 'warning', problem })),
        underDebugger(plan, (debug) =>
          beforeProgram(plan, opened, shutdown.requests$, (programProxy) => {
            const onLine = (line: string) => opened.tellLine(line);
            const listeners = { programProxy, onLine, debugger: debug };
            return defer(() => openRooms(plan, shutdown.hasten, listeners)).pipe(
              concatMap((rooms) => goRun(plan, rooms, shutdown.requests$, opened.asked$)),
            );
          }),
        ),
      );
      const isOver$ = new Subject<void>();
      return merge(run$.pipe(finalize(() => isOver$.next())), opened.events$.pipe(takeUntil(isOver$)));
    }),
  );
  const events$ = merge(fetching$, run$);
  const log = openLog(surroundings.task, (message) =>
    write(`go-run  warning  NX_GO_RUN_EVENTS: ${message}\n`),
  );
  const tell = (event: RunEvent) => {
    writeLines(event, reporter(event));
    log?.write(event);
    ui?.tell(event);
    // With a baseUrl Nx gives the signal itself, as soon as it gets the result.
    if (event.type === 'ready' && event.baseUrl === undefined) void emitReadySignal();
  };
  const close = async () => {
    shutdown.dispose();
    await Promise.all([log?.close(), ui?.close()]);
  };
  const told$ = tellAndClose(events$, tell, { stop: () => shutdown.request('an error in nx-go-run'), close });
  return toAsyncIterator(told$.pipe(map(toResult)), () => shutdown.request('the caller has ended the run'));
}

/**
 * Tells each event, and closes all when there are no more. What throws is a bug: it ends the run, and becomes the error
 * of the stream only once all is closed, since Nx ends the process at once.
 */
export function tellAndClose(
  events$: Observable<RunEvent>,
  tell: (event: RunEvent) => void,
  { stop, close }: { readonly stop: () => void; readonly close: () => Promise<void> },
): Observable<RunEvent> {
  return defer(() => {
    let defect: { readonly error: unknown } | undefined;
    const note = (error: unknown) => {
      defect ??= { error };
    };
    const told$ = events$.pipe(
      tap((event) => {
        try {
          tell(event);
        } catch (error) {
          note(error);
          stop();
        }
      }),
      catchError((error: unknown) => (note(error), EMPTY)),
    );
    const close$ = defer(async () => {
      await close();
      if (defect) throw defect.error;
    });
    return concat(told$, close$.pipe(ignoreElements()));
  });
}

/** Runs behind the stable port, where one is asked for; else none of its code is loaded. */
function beforeProgram(
  plan: Plan,
  ui: Ui,
  shutdown$: Observable<ShutdownRequest>,
  run: (programProxy: ProgramProxy | null) => Observable<RunEvent>,
): Observable<RunEvent> {
  const { proxy } = plan;
  if (proxy === null) return run(null);
  return defer(loadProxy).pipe(
    concatMap((runBehindProxy) => runBehindProxy(plan, proxy, ui.loadPages, shutdown$, clock, run)),
  );
}

/** Runs with a port for editors, where one is asked for; else none of its code is loaded. */
function underDebugger(
  plan: Plan,
  run: (opened: Debugger | null) => Observable<RunEvent>,
): Observable<RunEvent> {
  const { debug } = plan;
  if (debug === null) return run(null);
  return defer(loadDebugger).pipe(concatMap((runWithDebugger) => runWithDebugger(plan, debug, run)));
}

async function loadDebugger() {
  return (await import('../../debug/run-with-debugger.ts')).runWithDebugger;
}

async function loadPipeline() {
  const [{ openRooms }, { goRun }] = await Promise.all([import('./rooms.ts'), import('./pipeline.ts')]);
  return { openRooms, goRun };
}

async function loadProxy() {
  return (await import('../../proxy/run-behind-proxy.ts')).runBehindProxy;
}

async function loadUi() {
  return (await import('../../ui/serve-ui.ts')).serveUi;
}

function buildWords({ go }: Plan): readonly string[] {
  return [...go.listFlags, go.package];
}

function openLog(task: TaskName, onTrouble: (message: string) => void) {
  const path = process.env['NX_GO_RUN_EVENTS'];
  return path ? openEventLog(path, task, Date.now, onTrouble) : undefined;
}
