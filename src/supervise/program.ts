import { Subject, type Subscription } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import type { ReadinessEvent } from '../readiness/readiness.ts';
import type { Exit } from './child.ts';
import { endRun, type EndMode, type Ending } from './end-run.ts';
import { explainExit } from './explain-exit.ts';
import { NEWS_OF_END } from './news-of-end.ts';
import { waitForPort } from './port-gate.ts';
import type { Program, ProgramPorts } from './program-ports.ts';
import {
  tellExit,
  tellHeldPort,
  tellMissingEnvFiles,
  tellNotStarted,
  tellStarted,
} from './program-events.ts';
import { describeReadiness, startProgram, type ProgramRun } from './program-run.ts';
import { rememberPort } from './remember-port.ts';
import { pauseBeforeRestart } from './restart-pause.ts';

/*
 *             swap                  ends by itself
 *   absent ───────────► running ─────────────────────► exited
 *     │  ▲                │ ▲ ▲                         │  │
 *     │  │           swap │ │ └───── pause is over ─────┘  │ swap
 *     │  │                ▼ │                              │
 *     │  └──────────── stopping ◄──────────────────────────┘
 *     │  port is held      ▲                    stop, anywhere
 *     └────────► blocked ──┘ swap                    └───────► ended
 */
type State =
  | { readonly kind: 'absent' }
  | { readonly kind: 'blocked'; readonly wait: Subscription }
  | { readonly kind: 'running'; readonly run: ProgramRun; readonly wait: Subscription }
  | { readonly kind: 'exited'; readonly run: ProgramRun; readonly wait: Subscription }
  | { readonly kind: 'stopping'; readonly ending: Ending }
  | { readonly kind: 'ended' };

/** What a start needs. */
type Launch = Pick<ProgramRun, 'next' | 'failures' | 'stopMs' | 'privatePort'>;

/** A program of one process at a time. */
export interface OneProgram extends Program {
  /** Stops what runs; a swap may follow. */
  halt(): Promise<void>;
}

/** Supervises the program: one process at a time, stopped with all that it started. */
export function superviseProgram(plan: Plan, ports: ProgramPorts): OneProgram {
  const { scheduler, memory, gateway } = ports;
  const events$ = new Subject<RunEvent>();
  let state: State = { kind: 'absent' };
  let hasRun = false;
  let reportedMissing = '';
  let readyPid: number | undefined;

  /** `port` is looked at first where it is given: the program would fail on a held one. */
  const start = (launched: Launch, port = plan.ready.port ?? null) => {
    let isFree = false;
    const wait = waitForPort(port, ports.describeHolder, plan.ready.timeout, scheduler).subscribe((gate) => {
      if (gate.kind === 'free') {
        isFree = true;
        return launch(launched);
      }
      if (gate.kind === 'given-up') state = { kind: 'absent' };
      return events$.next(tellHeldPort(port, gate));
    });
    if (!isFree) state = { kind: 'blocked', wait };
  };
  const launch = (launched: Launch) => {
    const { privatePort } = launched;
    const { child, lines$, lastLines, missing, args } = startProgram(plan, ports.cookie, privatePort, ports);
    warnOfMissing(missing);
    if (child.pid === undefined) {
      state = { kind: 'absent' };
      const mounts = ports.readText('/proc/mounts') ?? '';
      void child.ended.then(({ exit }) => events$.next(tellNotStarted(plan, exit, mounts)));
      return;
    }
    const { pid } = child;
    const run: ProgramRun = { ...launched, child, pid, args, lastLines, startedAt: scheduler.now() };
    events$.next(tellStarted(plan, run));
    const { opensPort } = memory.read();
    const ready = privatePort === undefined ? plan.ready : { ...plan.ready, port: privatePort };
    const readiness$ = ports.watchReadiness({ pid, plan: ready, opensPort, lines$ });
    state = { kind: 'running', run, wait: readiness$.subscribe((event) => onReadiness(run, event)) };
    void child.ended.then(({ exit }) => onEnd(run, exit));
  };

  const onReadiness = (run: ProgramRun, event: ReadinessEvent) => {
    rememberPort(event, plan, ports);
    if (event.kind === 'ready') readyPid = run.pid;
    events$.next(describeReadiness(run, event, scheduler.now(), gateway));
  };
  const onEnd = (run: ProgramRun, exit: Exit) => {
    if (state.kind !== 'running' || state.run !== run) return;
    state.wait.unsubscribe();
    // Nx may have ended it: only what is still unexpected then is a crash.
    const wait = scheduler.schedule(() => reactToExit(run, exit), plan.watch.enabled ? NEWS_OF_END : 0);
    state = { kind: 'exited', run, wait };
  };
  const reactToExit = (run: ProgramRun, exit: Exit) => {
    if (!plan.watch.enabled) return events$.next({ type: 'finished', exit });
    const failed = exit.kind !== 'code' || exit.code !== 0;
    const restarts = failed && plan.program.restart === 'on-failure';
    const pause = restarts ? pauseBeforeRestart(run.failures, scheduler.now() - run.startedAt) : undefined;
    if (pause) {
      const wait = scheduler.schedule(() => restart(run, pause.failures), pause.ms);
      state = { kind: 'exited', run, wait };
    }
    const hint = failed ? explainExit(run, readyPid === run.pid, plan, ports) : undefined;
    return events$.next(tellExit(run, exit, { restartInMs: pause?.ms, hint }));
  };
  const restart = (run: ProgramRun, failures: number) => {
    const ending = end(run, 'now');
    state = { kind: 'stopping', ending };
    const isStill = () => state.kind === 'stopping' && state.ending === ending;
    void Promise.all([choosePort(), ending.done]).then(([privatePort]) => {
      const next = { ...run.next, since: scheduler.now(), durations: {} };
      if (isStill()) start({ next, failures, stopMs: undefined, privatePort });
    });
  };
  const warnOfMissing = (missing: readonly string[]) => {
    if (missing.length > 0 && missing.join() !== reportedMissing)
      events$.next(tellMissingEnvFiles(plan, missing));
    reportedMissing = missing.join();
  };

  const choosePort = async () => gateway?.choosePort();

  const end = (run: ProgramRun, mode: EndMode) =>
    endRun(run, mode, plan.program, ports, (event) => events$.next(event));

  /** Ends what runs, if anything does, and gives how long that took, in ms. */
  const endCurrent = async (mode: EndMode): Promise<number | undefined> => {
    switch (state.kind) {
      case 'absent':
      case 'ended':
        return undefined;
      case 'stopping':
        return state.ending.done;
      case 'blocked':
        state.wait.unsubscribe();
        return undefined;
      case 'running':
      case 'exited': {
        state.wait.unsubscribe();
        // What has ended has no work any more.
        const ending = end(state.run, state.kind === 'exited' && mode === 'work-first' ? 'now' : mode);
        state = { kind: 'stopping', ending };
        return ending.done;
      }
    }
  };

  return {
    events$,
    isAlive: () => state.kind === 'running',
    isCurrent: () => state.kind === 'running',
    hasRun: () => hasRun,
    async swap(next) {
      hasRun = true;
      // A port that our own program has just left needs no look, which takes 5 to 10 ms.
      const port = state.kind === 'running' ? null : (plan.ready.port ?? null);
      const stopped = endCurrent('work-first');
      // On Windows a running binary can't be replaced.
      if (ports.platform === 'win32') await stopped;
      const installed = next.install();
      const [stopMs, privatePort] = await Promise.all([stopped, choosePort()]);
      if (state.kind === 'ended') return;
      state = { kind: 'absent' };
      if (installed.ok) start({ next, failures: 0, stopMs, privatePort }, port);
      else events$.next({ type: 'start-failed', problem: installed.problem });
    },
    async halt() {
      await endCurrent('work-first');
      if (state.kind !== 'ended') state = { kind: 'absent' };
    },
    async stop(alreadySignalled) {
      if (state.kind === 'stopping') state.ending.hurry();
      const stopped = endCurrent(alreadySignalled ? 'signalled' : 'now');
      state = { kind: 'ended' };
      await stopped;
      events$.complete();
    },
  };
}
