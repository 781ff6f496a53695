import type { Action, RunEvent } from '../events/run-event.ts';
import type { Problem, Result } from '../problem.ts';
import type { Command } from '../process/child.ts';
import { type Timers, withLimit } from '../process/wait-until-gone.ts';
import type { HeldProgram, ProgramDebugger } from '../program/program-deps.ts';
import { type ConsoleText, describeEvent } from './describe-event.ts';
import type { DapEvent } from './dap-message.ts';
import { tellHang } from './explain-dlv.ts';
import type { Target, TargetListener } from './target.ts';

/** Who debugs: an editor, in the words of its protocol. */
export interface DebugClient {
  /** As it calls itself. */
  readonly name: string;
  readonly protocol: Target['control']['protocol'];
  /** Starts a program under a dlv that speaks its protocol, which holds it. Undefined where the run ends. */
  open(command: Command, listener: TargetListener): Promise<Result<Target> | undefined>;
  /** Sets in a target what it wishes, as far as that is not set, and then resolves with true. Never rejects. */
  prepare(target: Target): Promise<true>;
  /** Lets a prepared one begin, which is what it sees from here on. */
  release(target: Target): void;
  onEvent(event: DapEvent): void;
  onStop(target: Target): void;
  /** What it sees goes on, or has ended. */
  onGoOn(threadId: number): void;
  print(text: ConsoleText): void;
  end(): void;
}

/** The debugger of a run: one client at the most, which stays while programs come and go. */
export interface DebugSession extends ProgramDebugger {
  /** Keeps the place for a client; or gives why that can't be. */
  reserve(client: DebugClient): string | undefined;
  /** Gives the place to a client that has reserved it, and has a program for it started. */
  attach(client: DebugClient): void;
  /** Whether the place is this client's. */
  isOf(client: DebugClient): boolean;
  /** Lets the program go on without a client. */
  detach(client: DebugClient): void;
  /** What the client sees. */
  target(): Target | undefined;
  /** Tells the client what a person who looks at it has to know of a run event. */
  tell(event: RunEvent): void;
  /** Tells the client a line. */
  print(text: string): void;
  /** Lets the client go, and kills what is still there. */
  close(): void;
}

export interface SessionDeps {
  /** Begins a cycle. */
  readonly ask: (actions: readonly Action[]) => void;
  readonly report: (event: RunEvent) => void;
  readonly timers: Timers;
}

/*
 *           reserve                         attach
 *   none ─────────────► configuring ──────────────────────► attached
 *    ▲                      │                                  │
 *    └──────────────────────┴──────────── detach ◄─────────────┘
 */
type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'configuring'; readonly client: DebugClient }
  | { readonly kind: 'attached'; readonly client: DebugClient };

/** A dlv that dies so often between two builds is not started a further time. */
const MOST_LOSSES = 3;
/** How long it may take to set breakpoints in a program that is held, in ms: it takes some 10. */
const SETS_WITHIN = 15_000;

/** Makes a session in which nobody is attached. */
export function createDebugSession(deps: SessionDeps): DebugSession {
  /** Those that live; the last one released is the one that the client sees. */
  const targets: Target[] = [];
  let current: Target | undefined;
  let state: State = { kind: 'none' };
  let lastTrouble = '';
  /** How often dlv has died since the last build. */
  let losses = 0;

  const client = () => (state.kind === 'none' ? undefined : state.client);
  const print = (text: string, category: ConsoleText['category'] = 'console') =>
    client()?.print({ text, category });
  const warn = (problem: Problem) => {
    print(problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`, 'important');
    if (lastTrouble !== problem.message) deps.report({ type: 'warning', problem });
    lastTrouble = problem.message;
  };

  const listener: TargetListener = {
    onEvent: (target, event) => void (target === current && client()?.onEvent(event)),
    onStop(target, { reason, file, line }) {
      const place = file !== undefined && { file, line: line ?? 0 };
      deps.report({ type: 'paused', pid: target.pid, reason, ...place });
      if (target === current) client()?.onStop(target);
    },
    onGoOn(target, threadId) {
      deps.report({ type: 'resumed', pid: target.pid });
      if (target === current) client()?.onGoOn(threadId);
    },
    onLost(target, exit) {
      const how = exit.kind === 'signal' ? ` by ${exit.signal}` : '';
      losses++;
      const next = losses < MOST_LOSSES ? '' : ', without a debugger until the next build';
      const message = `dlv (for pid ${target.pid}) was ended${how}; the program is started again${next}`;
      warn({ message, hint: 'Without it the program would die at its next breakpoint.' });
      deps.ask(['restart']);
    },
    onEnd(target) {
      targets.splice(targets.indexOf(target), 1);
      if (target !== current) return;
      current = targets.findLast(({ state: { kind } }) => kind !== 'held');
      // Where two overlap and the newer one did not come up.
      if (state.kind === 'attached') takeUp(state.client);
    },
  };
  /** Has a client have what an earlier one has left. False where there is nothing that it can speak to. */
  const takeUp = (by: DebugClient) => {
    if (current?.state.kind !== 'alone' || current.control.protocol !== by.protocol) return false;
    current.watch();
    void by.prepare(current);
    return true;
  };

  const giveUp = (target: Target) => {
    target.kill();
    warn(tellHang('dlv', SETS_WITHIN).problem);
  };

  const begin = async (target: Target) => {
    const before = current;
    current = target;
    // Of one that goes on beside the new one the client sees nothing more.
    if (before !== target) before?.leaveAlone();
    if (state.kind !== 'attached') return target.leaveAlone();
    if (state.client.protocol !== target.control.protocol) {
      target.leaveAlone();
      return deps.ask(['restart']);
    }
    const isPrepared = await withLimit(state.client.prepare(target), SETS_WITHIN, deps.timers);
    if (!isPrepared) {
      giveUp(target);
      return deps.ask(['restart']);
    }
    if (state.kind !== 'attached') return target.leaveAlone();
    state.client.release(target);
    print(`go-run has started the new program, pid ${target.pid}.`);
  };

  return {
    print,
    target: () => current,
    wantsProgram: () => state.kind === 'attached',
    isOf: (one) => client() === one,
    reserve(one) {
      if (state.kind !== 'none' && state.client !== one)
        return `${state.client.name} is attached to this program already: disconnect it first`;
      state = { kind: 'configuring', client: one };
      return undefined;
    },
    attach(one) {
      state = { kind: 'attached', client: one };
      deps.report({ type: 'debugger', state: 'attached', editor: one.name });
      if (takeUp(one)) return;
      print('go-run builds the program with debug information, and starts it anew.');
      deps.ask(['rebuild', 'restart']);
    },
    detach(one) {
      if (state.kind === 'none' || state.client !== one) return;
      const wasAttached = state.kind === 'attached';
      state = { kind: 'none' };
      for (const target of targets) if (target.state.kind !== 'held') target.leaveAlone();
      if (wasAttached) deps.report({ type: 'debugger', state: 'detached', editor: one.name });
    },
    async hold(command): Promise<HeldProgram | null> {
      if (state.kind !== 'attached' || losses >= MOST_LOSSES) return null;
      const opener = state.client;
      const opened = await opener.open(command, listener);
      if (!opened?.ok) {
        if (opened) warn(opened.problem);
        return null;
      }
      lastTrouble = '';
      const target = opened.value;
      targets.push(target);
      // While the old program still serves.
      if (!(await withLimit(opener.prepare(target), SETS_WITHIN, deps.timers))) {
        giveUp(target);
        return null;
      }
      let isReleased = false;
      return {
        child: target.child,
        isStopped$: target.isStopped$,
        release() {
          isReleased = true;
          void begin(target);
        },
        discard: () => isReleased || target.kill(),
        leaveAlone: () => target.leaveAlone(),
      };
    },
    tell(event) {
      if (event.type === 'built') losses = 0;
      const told = describeEvent(event);
      if (told !== undefined) client()?.print(told);
    },
    close() {
      const one = client();
      one?.end();
      for (const target of [...targets]) target.kill();
    },
  };
}
