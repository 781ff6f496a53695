import { Subject, type Subscription } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import type { ReadinessEvent } from '../readiness/readiness.ts';
import type { Exit } from './child.ts';
import { waitForPort } from './port-gate.ts';
import type { Gateway, Program, ProgramPorts } from './program-ports.ts';
import {
  tellExit,
  tellHeldPort,
  tellMissingEnvFiles,
  tellNotStarted,
  tellStarted,
  tellSurvivors,
} from './program-events.ts';
import { describeReadiness, PORT_ADVICE, startProgram, type ProgramRun } from './program-run.ts';
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
  | { readonly kind: 'stopping'; readonly done: Promise<number> }
  | { readonly kind: 'ended' };

/** Nx kills the program some 40 ms before it tells the executor: only what is still unexpected then is a crash. */
const CRASH_WAIT = 250;

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
  let draining: AbortController | undefined;

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
      void child.ended.then(({ exit }) => events$.next(tellNotStarted(plan, exit)));
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
    if (event.kind === 'not-ready') {
      const { port, url, log } = plan.ready;
      // It was only waited for because it had opened a port before.
      if (port === undefined && url === undefined && log === undefined) memory.write({ opensPort: false });
    } else if (event.baseUrl !== undefined) {
      const port = Number(new URL(event.baseUrl).port);
      // A private port says nothing about the next start.
      memory.write(port > 0 && !gateway ? { opensPort: true, port } : { opensPort: true });
    }
    if (event.kind === 'ready') readyPid = run.pid;
    events$.next(describeReadiness(run, event, scheduler.now(), gateway));
  };
  const onEnd = (run: ProgramRun, exit: Exit) => {
    if (state.kind !== 'running' || state.run !== run) return;
    state.wait.unsubscribe();
    const wait = scheduler.schedule(() => reactToExit(run, exit), plan.watch.enabled ? CRASH_WAIT : 0);
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
    return events$.next(
      tellExit(run, exit, { restartInMs: pause?.ms, hint: failed ? explainExit(run) : undefined }),
    );
  };
  const explainExit = ({ pid, privatePort }: ProgramRun) => {
    const port = privatePort ?? plan.ready.port ?? memory.read().port;
    const holder = port === undefined ? undefined : ports.describeHolder(port);
    if (holder !== undefined) return `port ${port} is held by ${holder}`;
    return gateway && readyPid !== pid ? PORT_ADVICE : undefined;
  };
  const restart = (run: ProgramRun, failures: number) => {
    const done = clearAway(run, false);
    state = { kind: 'stopping', done };
    const isStill = () => state.kind === 'stopping' && state.done === done;
    void Promise.all([choosePort(), done]).then(([privatePort]) => {
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

  /** Ends what runs, if anything does, and gives how long that took, in ms. `politely`: its work first. */
  const endRun = async (alreadySignalled: boolean, politely: boolean): Promise<number | undefined> => {
    switch (state.kind) {
      case 'absent':
      case 'ended':
        return undefined;
      case 'stopping':
        return state.done;
      case 'blocked':
        state.wait.unsubscribe();
        return undefined;
      case 'running':
      case 'exited': {
        state.wait.unsubscribe();
        const { run } = state;
        const done =
          gateway && politely && state.kind === 'running'
            ? drain(run, gateway).then(async (ms) => ms + (await clearAway(run, alreadySignalled)))
            : clearAway(run, alreadySignalled);
        state = { kind: 'stopping', done };
        return done;
      }
    }
  };
  /** Lets the program do what it was given; gives how long that took, in ms. */
  const drain = async ({ pid }: ProgramRun, before: Gateway): Promise<number> => {
    const begun = scheduler.now();
    const enough = new AbortController();
    draining = enough;
    const timer = scheduler.schedule(() => enough.abort(), plan.program.killTimeout);
    await before.drain(pid, enough.signal);
    timer.unsubscribe();
    return scheduler.now() - begun;
  };
  const clearAway = async ({ child }: ProgramRun, alreadySignalled: boolean): Promise<number> => {
    const { killSignal: signal, killTimeout: timeout } = plan.program;
    const { hasten, cookie, stopTree } = ports;
    const stopped = await stopTree({ child, signal, timeout, cookie, hasten, alreadySignalled });
    const { durationMs, survivors } = stopped;
    if (survivors.length > 0) events$.next(tellSurvivors(survivors));
    return durationMs;
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
      const stopped = endRun(false, true);
      // On Windows a running binary can't be replaced.
      if (ports.platform === 'win32') await stopped;
      const [stopMs, installed, privatePort] = await Promise.all([stopped, next.install(), choosePort()]);
      if (state.kind === 'ended') return;
      state = { kind: 'absent' };
      if (installed.ok) start({ next, failures: 0, stopMs, privatePort }, port);
      else events$.next({ type: 'start-failed', problem: installed.problem });
    },
    async halt() {
      await endRun(false, true);
      if (state.kind !== 'ended') state = { kind: 'absent' };
    },
    async stop(alreadySignalled) {
      draining?.abort();
      const stopped = endRun(alreadySignalled, false);
      state = { kind: 'ended' };
      await stopped;
      events$.complete();
    },
  };
}
