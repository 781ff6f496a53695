import { BehaviorSubject, type Observable } from 'rxjs';
import type { Child, Ended, Exit, SendSignal } from '../process/child.ts';
import { type Timers, withLimit } from '../process/wait-until-gone.ts';
import { createStateMachine, type StateMachine, type Transitions } from '../program/state-machine.ts';
import type { Wish } from './breakpoints.ts';
import type { DapBody, DapEvent, DapResponse } from './dap-message.ts';
import type { RpcAnswer, RpcBody } from './rpc-message.ts';

/*
 *    ┌──────────────────── stay ───────────────────┐
 *    │      release              a breakpoint      ▼
 *   held ────────────► running ◄──────────────► stopped
 *    │ └────────────┐    │ ▲        resume         │
 *    │    leaveAlone│    │ │ watch                 │ leaveAlone
 *    │              ▼    ▼ │                       │
 *    │             alone ◄─┴───────────────────────┘
 *    │
 *    └─ from everywhere: the program ends ─► ended ◄─ it ends ── lost ◄─ dlv ends before the program
 */
export type TargetState =
  /** Before its first instruction. */
  | { readonly kind: 'held' }
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped'; readonly threadId: number }
  /** Nobody watches: it runs without breakpoints, and goes on where it stops all the same. */
  | { readonly kind: 'alone' }
  /** Without a debugger; breakpoints that are still in its code kill it. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended' };

const TRANSITIONS: Transitions<TargetState> = {
  held: ['running', 'stopped', 'alone', 'lost', 'ended'],
  running: ['stopped', 'alone', 'lost', 'ended'],
  stopped: ['running', 'alone', 'lost', 'ended'],
  alone: ['running', 'lost', 'ended'],
  lost: ['ended'],
  ended: [],
};

/** One process of the program under a dlv of its own. */
export interface Target {
  readonly pid: number;
  readonly state: TargetState;
  /** As whoever starts and stops the program sees it. */
  readonly child: Child;
  readonly isStopped$: Observable<boolean>;
  /** What its client may have it do. */
  readonly control: DapControl | RpcControl;
  /** Lets a held one begin. */
  release(): void;
  /** Takes the breakpoints out, and goes on. */
  leaveAlone(): void;
  /** Stops again at breakpoints, which are to be set anew. */
  watch(): void;
  /** Ends the program and dlv, by force. */
  kill(): void;
}

/** A target of which an editor asks by the Debug Adapter Protocol. */
export interface DapControl {
  readonly protocol: 'dap';
  /** True where this very wish has been set. */
  hasSet(wish: Wish): boolean;
  /** Sets breakpoints, and gives them with the editor's ids; undefined where that is not possible now. */
  set(wish: Wish): Promise<readonly DapBody[] | undefined>;
  /** Lets a stopped one go on, by one of the requests for that. */
  resume(command: string, args: DapBody): Promise<DapResponse>;
  /** Passes a request on as it is. */
  ask(command: string, args: DapBody | undefined): Promise<DapResponse>;
}

/** A target of which a client asks by delve's JSON-RPC. */
export interface RpcControl {
  readonly protocol: 'rpc';
  /** What dlv has said of the stop at which it stands; undefined where it does not. */
  readonly stop: RpcAnswer | undefined;
  /** Lets a stopped one go on, by a command for that. Its answer is the next stop. */
  resume(command: RpcBody): void;
  /** Stops it where it is. */
  halt(): void;
  /** Has a held one stand where it is. */
  stay(): Promise<void>;
  /** Asks dlv, which answers only while the program does not run. */
  ask(method: string, params: RpcBody): Promise<RpcAnswer>;
  /** Does something while the program does not run: one that runs is halted for that time. Undefined where it has ended. */
  whileHalted<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** Who is told what happens to a target. */
export interface TargetListener {
  /** What an editor may be told as it is; ids are the editor's. */
  onEvent(target: Target, event: DapEvent): void;
  onStop(target: Target, stop: Stop): void;
  /** Goes on, ends, or is left alone. */
  onGoOn(target: Target, threadId: number): void;
  onLost(target: Target, exit: Exit): void;
  onEnd(target: Target): void;
}

/** Where and why a program has stopped. */
export interface Stop {
  /** The adapter's word: `breakpoint`, `step`, `pause`, `exception`. */
  readonly reason: string;
  readonly file?: string;
  readonly line?: number;
}

export interface TargetDeps {
  readonly kill: SendSignal;
  /** Whether a process has ended, also where nobody has taken note of that; false where it can't be seen. */
  readonly hasEnded: (pid: number) => boolean;
  readonly timers: Timers;
}

/** A program that dlv holds before its first instruction, and how dlv is spoken to. */
export interface HeldTarget {
  readonly pid: number;
  /** Resolves once dlv has ended. */
  readonly dlvEnded: Promise<Exit>;
  readonly control: DapControl | RpcControl;
  killDlv(signal: NodeJS.Signals): void;
  /** Lets it begin. */
  begin(): void;
  /** Takes its breakpoints out, and lets go on what was stopped or held before. */
  letGo(before: TargetState): void;
}

/** A target, as the one who speaks with its dlv sees it. */
export interface Supervised {
  readonly target: Target;
  readonly states: Pick<StateMachine<TargetState>, 'state' | 'isStill' | 'become'>;
  /** How the program has ended, which comes before its end itself. */
  noteExit(exit: Exit): void;
  end(): void;
}

/** How long dlv may take to end once its program has, and between two looks at a program without dlv, in ms. */
export const ENDS_WITHIN = 500;
const LOOK = 100;
/** Between two looks whether a program that does not run is still there, in ms. */
const LOOK_AT_STOP = 1000;

/** Whether dlv is still there. */
export function isConnected({ kind }: TargetState): boolean {
  return kind !== 'lost' && kind !== 'ended';
}

/** Follows a program under its dlv from before its first instruction to its end. */
export function superviseTarget(held: HeldTarget, listener: TargetListener, deps: TargetDeps): Supervised {
  const { pid, control } = held;
  const states = createStateMachine<TargetState>(TRANSITIONS, { kind: 'held' });
  const isStopped$ = new BehaviorSubject(false);
  const over = Promise.withResolvers<Exit>();
  let exit: Exit = { kind: 'unseen' };
  /** Aborted as soon as it does something else than standing. */
  let standing = new AbortController();

  const become = <N extends TargetState>(next: N): N => {
    const before = states.state;
    states.become(next);
    standing.abort();
    isStopped$.next(next.kind === 'stopped');
    if (before.kind === 'stopped') listener.onGoOn(target, before.threadId);
    if (next.kind === 'stopped') void watchStop((standing = new AbortController()));
    return next;
  };
  /** dlv does not look at what does not run: of a program that is killed then, as when memory is short, it keeps a zombie. */
  const watchStop = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      await deps.timers.wait(LOOK_AT_STOP, signal);
      if (signal.aborted || !deps.hasEnded(pid)) continue;
      exit = { kind: 'signal', signal: 'SIGKILL' };
      held.killDlv('SIGKILL');
      end();
    }
  };
  const end = () => {
    if (states.state.kind === 'ended') return;
    become({ kind: 'ended' });
    over.resolve(exit);
    listener.onEnd(target);
  };
  const lose = async (dlvExit: Exit) => {
    const { kind } = states.state;
    if (!isConnected(states.state)) return;
    become({ kind: 'lost' });
    const lives = () => deps.kill(pid, 0);
    // What is left alone has no breakpoints, and may be ended together with dlv.
    if (kind !== 'alone' && lives()) listener.onLost(target, dlvExit);
    while (lives()) await deps.timers.wait(LOOK);
    end();
  };

  const nothingCaptured = (exit: Exit): Ended => ({ exit, stdout: '', stderr: '' });
  const target: Target = {
    pid,
    isStopped$,
    control,
    get state() {
      return states.state;
    },
    child: {
      pid,
      exited: over.promise,
      // Until then dlv's process keeps the pipes open that the program has written to.
      ended: over.promise.then(async (exit) => {
        await withLimit(held.dlvEnded, ENDS_WITHIN, deps.timers);
        return nothingCaptured(exit);
      }),
      kill(signal) {
        if (states.state.kind === 'ended') return;
        deps.kill(pid, signal);
        // Of a program that is killed while it is stopped dlv keeps a zombie.
        if (signal === 'SIGKILL') held.killDlv('SIGKILL');
        // What is stopped gets the signal once it goes on.
        else target.leaveAlone();
      },
    },
    release() {
      if (states.state.kind !== 'held') return;
      become({ kind: 'running' });
      held.begin();
    },
    leaveAlone() {
      const before = states.state;
      if (!isConnected(before) || before.kind === 'alone') return;
      become({ kind: 'alone' });
      held.letGo(before);
    },
    watch() {
      if (states.state.kind === 'alone') become({ kind: 'running' });
    },
    kill() {
      if (states.state.kind === 'ended') return;
      deps.kill(pid, 'SIGKILL');
      held.killDlv('SIGKILL');
    },
  };
  void held.dlvEnded.then(lose);
  void watchStop(standing);
  return {
    target,
    states: {
      get state() {
        return states.state;
      },
      isStill: (state) => states.isStill(state),
      become,
    },
    noteExit: (noted) => void (exit = noted),
    end,
  };
}
