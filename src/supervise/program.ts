import { randomUUID } from 'node:crypto';
import { Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { readProgramEnvironment, type ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem, Result } from '../plan/problem.ts';
import type { Durations, RunEvent } from '../progress/run-event.ts';
import type { ReadinessEvent, ReadinessRequest } from '../readiness/readiness.ts';
import type { Child, Exit, StartChild } from './child.ts';
import { pauseBeforeRestart } from './restart-pause.ts';
import { COOKIE_VARIABLE } from './process-table.ts';
import type { StopTree } from './stop-tree.ts';

/** A good build that is to run. */
export interface NextProgram {
  readonly cycle: number;
  /** When this began for the person who waits, in ms of the scheduler's clock. */
  readonly since: number;
  readonly durations: Durations;
  /** Puts the new binary in its place; called once nothing runs from there where that matters. */
  install(): Promise<Result<void>>;
}

export interface ProgramPorts {
  readonly startChild: StartChild;
  readonly stopTree: StopTree;
  readonly watchReadiness: (request: ReadinessRequest) => Observable<ReadinessEvent>;
  /** Who listens on a port, in words; undefined where it is free. */
  readonly describeHolder: (port: number) => string | undefined;
  readonly memory: PortMemory;
  readonly readText: ReadText;
  readonly scheduler: SchedulerLike;
  /** Aborted when the person is tired of waiting: everything is stopped by force. */
  readonly hasten: AbortSignal;
}

/** Remembers from run to run whether the program opens a port, and which. */
export interface PortMemory {
  read(): { readonly opensPort?: boolean; readonly port?: number };
  write(seen: { readonly opensPort: boolean; readonly port?: number }): void;
}

export interface Program {
  readonly events$: Observable<RunEvent>;
  /** True while the process of the last good build lives. */
  isAlive(): boolean;
  /** True where there is a build that ran before, so that a restart is possible. */
  hasRun(): boolean;
  /** Stops what runs, installs and starts what is next. Not interruptible; does not wait for readiness. */
  swap(next: NextProgram): Promise<void>;
  /** Stops for good. `alreadySignalled`: the terminal has sent the program its Ctrl-C itself. */
  stop(alreadySignalled: boolean): Promise<void>;
}

/*
 *             swap                  ends by itself
 *   absent ───────────► running ─────────────────────► exited
 *     │  ▲                │ ▲ ▲                         │  │
 *     │  │           swap │ │ └───── pause is over ─────┘  │ swap
 *     │  │                ▼ │                              │
 *     │  └──────────── stopping ◄──────────────────────────┘
 *     │  port taken         ▲
 *     └────────► blocked ───┘ port free, or swap
 */
type State =
  | { readonly kind: 'absent' }
  | { readonly kind: 'blocked'; readonly retry: Subscription }
  | { readonly kind: 'running'; readonly run: Run; readonly readiness: Subscription }
  | { readonly kind: 'exited'; readonly run: Run; readonly wait: Subscription }
  | { readonly kind: 'stopping'; readonly done: Promise<number> }
  | { readonly kind: 'ended' };

/** One process of the program. */
interface Run {
  readonly child: Child;
  readonly pid: number;
  readonly cookie: string;
  readonly next: NextProgram;
  readonly startedAt: number;
  readonly failures: number;
}

/** Nx kills the program some 40 ms before it tells the executor: only what is still unexpected then is a crash. */
const CRASH_WAIT = 250;
const PORT_CHECK = 200;

/** Supervises the program: one process at a time, stopped with all that it started. */
export function superviseProgram(plan: Plan, ports: ProgramPorts): Program {
  const { scheduler } = ports;
  const events$ = new Subject<RunEvent>();
  let state: State = { kind: 'absent' };
  let last: NextProgram | undefined;
  let reportedMissing = '';

  const start = (next: NextProgram, failures: number, stopMs?: number) => {
    const holder = plan.ready.port === undefined ? undefined : ports.describeHolder(plan.ready.port);
    if (holder !== undefined) return block(next, failures, holder);
    const { env, missing } = readProgramEnvironment(plan.program, ports.readText);
    warnOfMissing(missing);
    const cookie = randomUUID();
    const lines$ = new Subject<string>();
    const { args, cwd, name } = plan.program;
    const child = ports.startChild({
      file: plan.output.binary,
      args,
      cwd,
      env: { ...env, [COOKIE_VARIABLE]: cookie },
      output: plan.ready.log === undefined ? 'inherit' : 'tee',
      onLine: (line) => lines$.next(line),
    });
    if (child.pid === undefined) {
      state = { kind: 'absent' };
      return void child.ended.then(({ exit }) => tellNotStarted(exit));
    }
    const startedAt = scheduler.now();
    const run: Run = { child, pid: child.pid, cookie, next, startedAt, failures };
    events$.next({ type: 'started', cycle: next.cycle, pid: run.pid, name, args });
    const readiness = ports
      .watchReadiness({ pid: run.pid, plan: plan.ready, opensPort: ports.memory.read().opensPort, lines$ })
      .subscribe((event) => tellReadiness(run, event, stopMs));
    state = { kind: 'running', run, readiness };
    void child.ended.then(({ exit }) => onEnd(run, exit));
  };

  const tellReadiness = (run: Run, event: ReadinessEvent, stopMs: number | undefined) => {
    const { pid, next } = run;
    if (event.kind === 'not-ready') {
      const { port, url, log } = plan.ready;
      // It was only waited for because it had opened a port before.
      if (port === undefined && url === undefined && log === undefined) ports.memory.write({ opensPort: false });
      return events$.next({ type: 'not-ready', pid, problem: event.problem });
    }
    const address = event.baseUrl === undefined ? {} : { baseUrl: event.baseUrl };
    if (event.baseUrl !== undefined) remember(event.baseUrl);
    if (event.kind === 'address') return events$.next({ type: 'address', pid, baseUrl: event.baseUrl });
    if (event.opensPort === false) ports.memory.write({ opensPort: false });
    const now = scheduler.now();
    const stopped = stopMs === undefined ? {} : { stop: stopMs };
    const durations = { ...next.durations, ...stopped, ready: now - run.startedAt, total: now - next.since };
    return events$.next({ type: 'ready', cycle: next.cycle, pid, durations, ...address });
  };
  const remember = (baseUrl: string) => {
    const port = Number(new URL(baseUrl).port);
    ports.memory.write(port > 0 ? { opensPort: true, port } : { opensPort: true });
  };

  const onEnd = (run: Run, exit: Exit) => {
    if (state.kind !== 'running' || state.run !== run) return;
    state.readiness.unsubscribe();
    const wait = scheduler.schedule(() => tellExit(run, exit), plan.watch.enabled ? CRASH_WAIT : 0);
    state = { kind: 'exited', run, wait };
  };
  const tellExit = (run: Run, exit: Exit) => {
    if (!plan.watch.enabled) return events$.next({ type: 'finished', exit });
    const failed = exit.kind !== 'code' || exit.code !== 0;
    const pause =
      failed && plan.program.restart === 'on-failure'
        ? pauseBeforeRestart(run.failures, scheduler.now() - run.startedAt)
        : undefined;
    if (pause !== undefined) {
      const again = () => {
        const done = clearAway(run);
        state = { kind: 'stopping', done };
        const isStill = () => state.kind === 'stopping' && state.done === done;
        void done.then(() => (isStill() ? start(run.next, pause.failures) : undefined));
      };
      state = { kind: 'exited', run, wait: scheduler.schedule(again, pause.ms) };
    }
    const hint = failed ? explainExit() : undefined;
    return events$.next({
      type: 'exited',
      pid: run.pid,
      exit,
      ...(hint === undefined ? {} : { hint }),
      ...(pause === undefined ? {} : { restartInMs: pause.ms }),
    });
  };
  const explainExit = () => {
    const port = plan.ready.port ?? ports.memory.read().port;
    const holder = port === undefined ? undefined : ports.describeHolder(port);
    return holder === undefined ? undefined : `port ${port} is held by ${holder}`;
  };
  const tellNotStarted = (exit: Exit) => {
    const reason = exit.kind === 'not-started' ? exit.reason : 'it ended at once';
    tellProblem({ message: `${plan.output.binary} can't be started: ${reason}` });
  };
  const tellProblem = (problem: Problem) => events$.next({ type: 'start-failed', problem });
  const warnOfMissing = (missing: readonly string[]) => {
    if (missing.join() !== reportedMissing && missing.length > 0) {
      const problem = {
        message: `envFile: there is no ${missing.join(', ')}`,
        hint: 'It is read once it is there.',
      };
      events$.next({ type: 'warning', problem });
    }
    reportedMissing = missing.join();
  };

  /** The configured port is somebody else's: the start would fail, or the other would be taken for ours. */
  const block = (next: NextProgram, failures: number, holder: string, waited = 0) => {
    const port = plan.ready.port as number;
    if (waited === 0) {
      const hint = 'Stop it, or give the program another port. It is started as soon as the port is free.';
      events$.next({ type: 'waiting', what: `port ${port}, which is held by ${holder}`, hint });
    }
    const look = () => {
      if (ports.describeHolder(port) === undefined) return start(next, failures);
      if (waited < plan.ready.timeout) return block(next, failures, holder, waited + PORT_CHECK);
      state = { kind: 'absent' };
      return tellProblem({
        message: `port ${port} is still held by ${holder}`,
        hint: 'The next change tries again.',
      });
    };
    state = { kind: 'blocked', retry: scheduler.schedule(look, PORT_CHECK) };
  };

  /** Ends what runs, if anything does, and gives how long that took, in ms. */
  const endRun = async (alreadySignalled: boolean): Promise<number | undefined> => {
    switch (state.kind) {
      case 'absent':
      case 'ended':
        return undefined;
      case 'stopping':
        return state.done;
      case 'blocked':
        state.retry.unsubscribe();
        return undefined;
      case 'running':
      case 'exited': {
        (state.kind === 'running' ? state.readiness : state.wait).unsubscribe();
        const done = clearAway(state.run, alreadySignalled);
        state = { kind: 'stopping', done };
        return done;
      }
    }
  };
  const clearAway = async (run: Run, alreadySignalled = false): Promise<number> => {
    const { killSignal: signal, killTimeout: timeout } = plan.program;
    const { child, cookie } = run;
    const { hasten } = ports;
    const { durationMs, survivors } = await ports.stopTree({
      child,
      signal,
      timeout,
      cookie,
      hasten,
      alreadySignalled,
    });
    if (survivors.length > 0) {
      tellProblem({
        message: `these processes do not end: pid ${survivors.join(', ')}`,
        hint: 'Kill them by hand.',
      });
    }
    return durationMs;
  };

  return {
    events$,
    isAlive: () => state.kind === 'running',
    hasRun: () => last !== undefined,
    async swap(next) {
      last = next;
      const stopped = endRun(false);
      // On Windows a running binary can't be replaced.
      if (process.platform === 'win32') await stopped;
      const [stopMs, installed] = await Promise.all([stopped, next.install()]);
      if (state.kind === 'ended') return;
      state = { kind: 'absent' };
      if (installed.ok) start(next, 0, stopMs);
      else tellProblem(installed.problem);
    },
    async stop(alreadySignalled) {
      const stopped = endRun(alreadySignalled);
      state = { kind: 'ended' };
      await stopped;
      events$.complete();
    },
  };
}
