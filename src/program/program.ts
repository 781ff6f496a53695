import { Subject, Subscription } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { Plan } from '../plan/plan.ts';
import { success } from '../problem.ts';
import type { Exit } from '../process/child.ts';
import { NEWS_OF_END } from '../process/news-of-end.ts';
import type { ReadinessEvent } from '../readiness/readiness-request.ts';
import {
  type Ending,
  type EndMode,
  endRun,
  explainExit,
  NOTHING_TO_END,
  pauseBeforeRestart,
  rememberPort,
} from './end-run.ts';
import type { HeldProgram, NextProgram, Program, ProgramDeps } from './program-deps.ts';
import {
  tellExit,
  tellHeldPort,
  tellKeptPort,
  tellMissingEnvFiles,
  tellNotStarted,
  tellStarted,
} from './program-events.ts';
import { describeReadiness, type PreparedStart, prepareStart, type ProgramRun } from './program-run.ts';
import { createStateMachine, type Transitions } from './state-machine.ts';
import { waitForPort } from './wait-for-port.ts';

/*
 *             swap, halt             the port is free              ends by itself
 *    absent ─────────────► stopping ──────────────────► running ───────────────► exited ─┐ pause
 *     ▲  ▲                  │▲ ▲ ▲ │                     ▲   │                     │ ▲────┘
 *     │  └──────────────────┘│ │ │ │ the port is held    │   │ swap, halt          │
 *     │    nothing to start  │ │ │ ▼                     │   │                     │
 *     │                      │ │ └─blocked───────────────┘   │                     │
 *     │                      │ │   │ │       it is free      │                     │
 *     └──────────────────────┼─┼───┘ └ swap, halt            │                     │
 *        it is held too long │ └─────────────────────────────┘                     │
 *                            └─────────────────────────────────────────────────────┘
 *   stop, anywhere ─► ended                       swap, halt, the pause is over
 */
type State =
  | { readonly kind: 'absent' }
  /** What ran is on its way to its end. Whoever is still in this very state when that is there goes on. */
  | { readonly kind: 'stopping'; readonly ending: Ending }
  | { readonly kind: 'blocked'; readonly wait: Subscription }
  | { readonly kind: 'running'; readonly run: ProgramRun; readonly wait: Subscription }
  | { readonly kind: 'exited'; readonly run: ProgramRun; readonly wait: Subscription }
  | { readonly kind: 'ended'; readonly done: Promise<void> };

const TRANSITIONS: Transitions<State> = {
  absent: ['stopping', 'ended'],
  // A newer command takes over what the older one has begun.
  stopping: ['stopping', 'absent', 'blocked', 'running', 'ended'],
  blocked: ['running', 'absent', 'stopping', 'ended'],
  running: ['exited', 'stopping', 'ended'],
  exited: ['exited', 'running', 'stopping', 'ended'],
  ended: [],
};

/** What a start needs. */
type Launch = Pick<ProgramRun, 'next' | 'failures' | 'stopMs' | 'privatePort'> & { readonly held?: Held };

/** A process that has been started already, and waits for its turn. */
interface Held extends PreparedStart {
  readonly program: HeldProgram;
}

/** What there is to know of a start before what ran has ended. `port` is looked at first where it is given. */
interface Replacement {
  readonly next: NextProgram;
  readonly mode: EndMode;
  readonly failures: number;
  readonly port: number | undefined;
  readonly held?: Held | undefined;
}

/** A program of one process at a time. */
export interface OneProgram extends Program {
  /** Stops what runs; a swap may follow. */
  halt(): Promise<void>;
}

/** Supervises the program: one process at a time, stopped with all that it started. */
export function superviseProgram(plan: Plan, deps: ProgramDeps): OneProgram {
  const { scheduler, memory, programProxy } = deps;
  const events$ = new Subject<RunEvent>();
  const states = createStateMachine<State>(TRANSITIONS, { kind: 'absent' });
  let hasRun = false;
  let reportedMissing = '';
  let readyPid: number | undefined;
  let lastCookie: string | undefined;
  /** The last port that it was seen to open; 0: none. */
  let openPort = 0;

  /** Takes a callback that nobody would hear of if it threw: a bug ends the run, which stops everything. */
  const react =
    <A extends readonly unknown[]>(callback: (...args: A) => void) =>
    (...args: A) => {
      try {
        callback(...args);
      } catch (error) {
        events$.error(error);
      }
    };

  const isEnded = () => states.state.kind === 'ended';
  const isDebugged = () => deps.debugger?.wantsProgram() === true;

  /** Lets go of what a state holds, and gives the end of what runs in it. */
  const leave = (state: State, mode: EndMode): Ending => {
    switch (state.kind) {
      case 'absent':
      case 'ended':
        return NOTHING_TO_END;
      case 'stopping':
        if (mode !== 'work-first') state.ending.hurry();
        return state.ending;
      case 'blocked':
        state.wait.unsubscribe();
        return NOTHING_TO_END;
      case 'running':
      case 'exited': {
        state.wait.unsubscribe();
        // What has ended has no work any more.
        const how = state.kind === 'exited' && mode === 'work-first' ? 'now' : mode;
        return endRun(state.run, how, plan.program, deps, (event) => events$.next(event));
      }
    }
  };
  const stopCurrent = (mode: EndMode) =>
    states.become({ kind: 'stopping', ending: leave(states.state, mode) });

  /** Stops what runs and starts what is next, unless a newer command comes meanwhile. */
  const replace = async ({ next, mode, failures, port, held }: Replacement) => {
    const stopping = stopCurrent(mode);
    const { done } = stopping.ending;
    const installing = next.install();
    const chosen = held ? held.privatePort : programProxy?.choosePort();
    const [stopMs, privatePort, installed] = await Promise.all([done, chosen, installing]);
    if (!states.isStill(stopping)) return held?.program.discard();
    if (installed.ok) return start({ next, failures, stopMs, privatePort, ...(held && { held }) }, port);
    states.become({ kind: 'absent' });
    events$.next({ type: 'start-failed', problem: installed.problem });
  };
  /** A program would fail on a port that somebody else holds. */
  const start = (launched: Launch, port: number | undefined) => {
    let isOver = false;
    const wait$ = waitForPort(port ?? null, deps.askHolder, plan.ready.timeout, scheduler);
    const wait = wait$.subscribe(
      react((outcome) => {
        isOver = outcome.kind !== 'held';
        if (outcome.kind === 'free') return launch(launched);
        if (outcome.kind === 'given-up') {
          states.become({ kind: 'absent' });
          launched.held?.program.discard();
        }
        events$.next(tellHeldPort(port ?? null, outcome));
      }),
    );
    if (isOver) return;
    wait.add(() => launched.held?.program.discard());
    states.become({ kind: 'blocked', wait });
  };
  const launch = (launched: Launch) => {
    const { held, privatePort, ...rest } = launched;
    const prepared = held ?? prepareStart(plan, deps.cookie, privatePort, deps);
    const child = held?.program.child ?? deps.startChild(prepared.command);
    warnOfMissing(prepared.missing);
    if (child.pid === undefined) {
      states.become({ kind: 'absent' });
      const mounts = deps.readText('/proc/mounts') ?? '';
      void child.ended.then(({ exit }) => events$.next(tellNotStarted(plan, exit, mounts)));
      return;
    }
    const { pid } = child;
    const debugged = held && { held: held.program };
    followRun({ ...rest, ...prepared, ...debugged, child, pid, startedAt: scheduler.now() });
    held?.program.release();
  };
  const followRun = (run: ProgramRun, stillRunning = false) => {
    const { pid, child, lines$, privatePort } = run;
    lastCookie = run.cookie;
    const wait = new Subscription();
    states.become({ kind: 'running', run, wait });
    void child.ended.then(react(({ exit }) => onEnd(run, exit)));
    events$.next(tellStarted(plan, run, stillRunning));
    const { opensPort } = memory.read();
    const ready = privatePort === undefined ? plan.ready : { ...plan.ready, port: privatePort };
    const readiness$ = deps.watchReadiness({
      pid,
      plan: ready,
      opensPort,
      lines$,
      ...(run.held && { isStopped$: run.held.isStopped$ }),
    });
    wait.add(readiness$.subscribe(react((event) => onReadiness(run, event))));
  };

  const onReadiness = (run: ProgramRun, event: ReadinessEvent) => {
    rememberPort(event, plan, deps);
    if (event.kind !== 'not-ready' && event.baseUrl !== undefined)
      openPort = Number(new URL(event.baseUrl).port);
    if (event.kind === 'ready') readyPid = run.pid;
    events$.next(describeReadiness(run, event, scheduler.now(), programProxy));
  };
  const onEnd = (run: ProgramRun, exit: Exit) => {
    const { state } = states;
    if (state.kind !== 'running' || state.run !== run) return;
    state.wait.unsubscribe();
    // Nx may have ended it: only what is still unexpected then is a crash.
    const moment = plan.watch.enabled ? NEWS_OF_END : 0;
    const wait = scheduler.schedule(
      react(() => reactToExit(run, exit)),
      moment,
    );
    states.become({ kind: 'exited', run, wait });
  };
  /** Goes on with the process to which one that ended well has handed its work, if there is one. */
  const followHeir = (run: ProgramRun, exit: Exit): boolean => {
    const isWell = exit.kind === 'unseen' || (exit.kind === 'code' && exit.code === 0);
    const child = isWell && !run.held ? deps.findHeir() : undefined;
    if (child?.pid === undefined) return false;
    const now = scheduler.now();
    const next = { ...run.next, since: now, durations: {} };
    followRun({ ...run, child, pid: child.pid, next, startedAt: now, stopMs: undefined }, true);
    events$.next(tellExit(run, exit, { stillRunning: true }));
    return true;
  };
  const reactToExit = (run: ProgramRun, exit: Exit) => {
    if (followHeir(run, exit)) return;
    if (!plan.watch.enabled) return events$.next({ type: 'finished', exit });
    const failed = exit.kind !== 'code' || exit.code !== 0;
    const restarts = failed && plan.program.restart === 'on-failure';
    const pause = restarts ? pauseBeforeRestart(run.failures, scheduler.now() - run.startedAt) : undefined;
    if (pause) {
      const wait = scheduler.schedule(() => void restart(run, pause.failures), pause.ms);
      states.become({ kind: 'exited', run, wait });
    }
    const hint = failed ? explainExit(run, readyPid === run.pid, plan, deps) : undefined;
    return events$.next(tellExit(run, exit, { restartInMs: pause?.ms, hint }));
  };
  const restart = async (run: ProgramRun, failures: number) => {
    const install = () => Promise.resolve(success(undefined));
    const next = { ...run.next, since: scheduler.now(), durations: {}, install };
    const before = states.state;
    try {
      const held = isDebugged() ? await hold(next) : undefined;
      if (!states.isStill(before)) return held?.program.discard();
      await replace({ next, mode: 'now', failures, port: plan.ready.port, held });
    } catch (error) {
      events$.error(error);
    }
  };
  /** Starts what is next under a debugger, while what runs serves. Undefined where nobody wants that, or it can't be. */
  const hold = async (next: NextProgram): Promise<Held | undefined> => {
    if (!(await next.install()).ok) return undefined;
    const cookie = lastCookie === deps.cookie ? deps.spareCookie : deps.cookie;
    const prepared = prepareStart(plan, cookie, await programProxy?.choosePort(), deps);
    const program = await deps.debugger?.hold(prepared.command);
    return program ? { ...prepared, program } : undefined;
  };
  const warnOfMissing = (missing: readonly string[]) => {
    if (missing.length > 0 && missing.join() !== reportedMissing)
      events$.next(tellMissingEnvFiles(plan, missing));
    reportedMissing = missing.join();
  };

  return {
    events$,
    isAlive: () => states.state.kind === 'running',
    isCurrent: () => states.state.kind === 'running',
    hasRun: () => hasRun,
    async swap(next) {
      // The run may be ended in the middle of a cycle.
      if (isEnded()) return;
      hasRun = true;
      // Where that may take a while, what runs goes on meanwhile, and also where it fails.
      const isFirst = isDebugged() || !deps.system.replacesRunning;
      const installed = isFirst ? await next.install() : undefined;
      if (isEnded()) return;
      if (installed?.ok === false && states.state.kind === 'running') {
        return events$.next({ type: 'start-failed', problem: installed.problem, stillRunning: true });
      }
      const ready = installed === undefined ? next : { ...next, install: () => Promise.resolve(installed) };
      const held = isDebugged() && installed?.ok ? await hold(ready) : undefined;
      if (isEnded()) return held?.program.discard();
      // A port that our own program has just left needs no look, which takes 5 to 10 ms.
      const port = states.state.kind === 'running' ? undefined : plan.ready.port;
      await replace({ next: ready, mode: 'work-first', failures: 0, port, held });
    },
    async halt() {
      if (states.state.kind === 'ended') return;
      const stopping = stopCurrent('work-first');
      await stopping.ending.done;
      if (states.isStill(stopping)) states.become({ kind: 'absent' });
    },
    mayHaveSignalled() {
      const { state } = states;
      if (state.kind !== 'stopping' || !state.ending.lengthen()) return undefined;
      return state.ending.done.then(() => undefined);
    },
    stop(alreadySignalled) {
      const { state } = states;
      if (state.kind === 'ended') return state.done;
      const { done } = leave(state, alreadySignalled ? 'signalled' : 'now');
      const completed = done.then(() => {
        const holder = openPort > 0 ? deps.describeHolder(openPort) : undefined;
        if (holder !== undefined) events$.next(tellKeptPort(openPort, holder));
        events$.complete();
      });
      states.become({ kind: 'ended', done: completed });
      return completed;
    },
  };
}
