import { BehaviorSubject, type Observable } from 'rxjs';
import { failure, type Result, success } from '../problem.ts';
import type { Child, Command, Ended, Exit, SendSignal } from '../process/child.ts';
import type { Timers } from '../process/wait-until-gone.ts';
import { createStateMachine, type Transitions } from '../program/state-machine.ts';
import type { Setter, Wish } from './breakpoints.ts';
import { bodiesOf, type DapBody, type DapEvent, type DapResponse, isBody } from './dap-message.ts';
import type { DlvConnection, OpenDlv } from './dlv-connection.ts';
import { explainLaunch, readExit } from './explain-dlv.ts';

/*
 *           release              a breakpoint
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
  held: ['running', 'alone', 'lost', 'ended'],
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
  /** True where this very wish has been set. */
  hasSet(wish: Wish): boolean;
  /** Sets breakpoints, and gives them with the editor's ids; undefined where that is not possible now. */
  set(wish: Wish): Promise<readonly DapBody[] | undefined>;
  /** Lets a held one begin. */
  release(): void;
  /** Lets a stopped one go on, by one of the requests for that. */
  resume(command: string, args: DapBody): Promise<DapResponse>;
  /** Passes a request on as it is. */
  ask(command: string, args: DapBody | undefined): Promise<DapResponse>;
  /** Takes the breakpoints out, and goes on. */
  leaveAlone(): void;
  /** Stops again at breakpoints, which are to be set anew. */
  watch(): void;
  /** Ends the program and dlv, by force. */
  kill(): void;
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
  readonly openDlv: OpenDlv;
  readonly kill: SendSignal;
  readonly timers: Timers;
}

/** What is to be debugged, and how the editor wants to see it. */
export interface TargetRequest {
  readonly dlv: string;
  readonly command: Command;
  /** The arguments of the editor's `initialize`. */
  readonly client: DapBody;
  /** Parts of its `attach` that say how values are shown. */
  readonly view: DapBody;
}

/** How long dlv may take to end once its program has, and between two looks at a program without dlv, in ms. */
const ENDS_WITHIN = 500;
const LOOK = 100;
/** The first stack frame of this thread of the editor's stands for all. */
const ANY_THREAD = 1;

/** Launches a program under a dlv, which holds it. Fails where dlv can't be started or refuses. */
export async function openTarget(
  { dlv, command, client, view }: TargetRequest,
  listener: TargetListener,
  deps: TargetDeps,
): Promise<Result<Target>> {
  const { file, args, ...rest } = command;
  const opened = await deps.openDlv(dlv, rest);
  if (!opened.ok) return opened;
  const connection = opened.value;
  const initialized = Promise.withResolvers<void>();
  const pid = Promise.withResolvers<number>();
  connection.follow((event) => {
    if (event.event === 'initialized') initialized.resolve();
    if (event.event === 'process') pid.resolve(Number(event.body?.['systemProcessId']));
  });
  const own = { clientID: 'nx-go-run', adapterID: 'go', supportsRunInTerminalRequest: false };
  await connection.request('initialize', { ...client, ...own });
  const launch = { ...view, request: 'launch', mode: 'exec', program: file, args, cwd: command.cwd };
  const launched = await connection.request('launch', { ...launch, stopOnEntry: false });
  if (!launched.success) {
    connection.kill('SIGKILL');
    const ended = await Promise.race([connection.ended, deps.timers.wait(ENDS_WITHIN)]);
    return failure(...explainLaunch(dlv, launched, ended ?? undefined));
  }
  const isGone = await Promise.race([
    Promise.all([initialized.promise, pid.promise]).then(() => false),
    connection.ended.then(() => true),
  ]);
  if (isGone) return failure('dlv has ended while it was starting the program');
  return success(follow(connection, await pid.promise, listener, deps));
}

function follow(connection: DlvConnection, pid: number, listener: TargetListener, deps: TargetDeps): Target {
  const states = createStateMachine<TargetState>(TRANSITIONS, { kind: 'held' });
  const isStopped$ = new BehaviorSubject(false);
  const over = Promise.withResolvers<Exit>();
  /** By what each breakpoint of dlv is known to the editor. */
  const idOf = new Map<unknown, number>();
  /** What is set now, by the request and its file. */
  const set = new Map<string, Wish>();
  /** What dlv refuses while the program runs. */
  const due = new Set<Wish>();
  let exit: Exit = { kind: 'unseen' };
  const isConnected = () => states.state.kind !== 'lost' && states.state.kind !== 'ended';

  const become = (next: TargetState) => {
    const before = states.state;
    states.become(next);
    isStopped$.next(next.kind === 'stopped');
    if (before.kind === 'stopped') listener.onGoOn(target, before.threadId);
  };
  const goOn = (threadId: number) => void connection.request('continue', { threadId });

  const setWish = async (wish: Wish) => {
    if (!isConnected() || states.state.kind === 'alone') return undefined;
    set.set(keyOf(wish), wish);
    const answer = await connection.request(wish.command, wish.args);
    if (wish.command === 'setExceptionBreakpoints') {
      if (answer.success) due.delete(wish);
      else due.add(wish);
      return undefined;
    }
    if (!answer.success) {
      set.delete(keyOf(wish));
      return undefined;
    }
    return bodiesOf(answer.body?.['breakpoints']).map((one, at) => {
      const id = wish.ids[at];
      if (id !== undefined && one['id'] !== undefined) idOf.set(one['id'], id);
      return { ...one, id };
    });
  };
  const tellStop = async (threadId: number, reason: string) => {
    const now = states.state;
    const answer = await connection.request('stackTrace', { threadId, startFrame: 0, levels: 1 });
    if (!states.isStill(now)) return;
    const [frame] = bodiesOf(answer.body?.['stackFrames']);
    const source = frame?.['source'];
    const file = isBody(source) ? source['path'] : undefined;
    const place = typeof file === 'string' ? { file, line: Number(frame?.['line']) } : {};
    listener.onStop(target, { reason, ...place });
  };
  const onStop = (body: DapBody) => {
    const threadId = Number(body['threadId'] ?? ANY_THREAD);
    if (states.state.kind !== 'running') {
      if (states.state.kind === 'alone') goOn(threadId);
      return;
    }
    become({ kind: 'stopped', threadId });
    for (const wish of due) if (set.get(keyOf(wish)) === wish) void setWish(wish);
    const hit = body['hitBreakpointIds'];
    const ids = Array.isArray(hit) ? { hitBreakpointIds: hit.map((id: unknown) => idOf.get(id) ?? id) } : {};
    listener.onEvent(target, { type: 'event', event: 'stopped', body: { ...body, ...ids } });
    void tellStop(threadId, typeof body['reason'] === 'string' ? body['reason'] : 'pause');
  };
  const end = () => {
    if (states.state.kind === 'ended') return;
    become({ kind: 'ended' });
    over.resolve(exit);
    listener.onEnd(target);
  };
  const onEvent = (event: DapEvent) => {
    const { body = {} } = event;
    switch (event.event) {
      case 'process':
      case 'initialized':
      case 'capabilities':
        return;
      case 'stopped':
        return onStop(body);
      case 'exited':
        exit = readExit(Number(body['exitCode']));
        return;
      // It comes twice, and dlv stays until it is told to disconnect.
      case 'terminated':
        void connection.request('disconnect');
        return end();
      case 'breakpoint': {
        const one = isBody(body['breakpoint']) ? body['breakpoint'] : {};
        const changed = { ...body, breakpoint: { ...one, id: idOf.get(one['id']) ?? one['id'] } };
        return listener.onEvent(target, { ...event, body: changed });
      }
      case 'output':
        if (isNoise(body['output'])) return;
    }
    listener.onEvent(target, event);
  };
  const lose = async (dlvExit: Exit) => {
    const { kind } = states.state;
    if (!isConnected()) return;
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
    get state() {
      return states.state;
    },
    child: {
      pid,
      exited: over.promise,
      // Until then dlv's process keeps the pipes open that the program has written to.
      ended: over.promise.then(async (exit) => {
        await Promise.race([connection.ended, deps.timers.wait(ENDS_WITHIN)]);
        return nothingCaptured(exit);
      }),
      kill(signal) {
        if (states.state.kind === 'ended') return;
        deps.kill(pid, signal);
        // Of a program that is killed while it is stopped dlv keeps a zombie.
        if (signal === 'SIGKILL') connection.kill('SIGKILL');
        // What is stopped gets the signal once it goes on.
        else target.leaveAlone();
      },
    },
    hasSet: (wish) => set.get(keyOf(wish)) === wish,
    set: setWish,
    release() {
      if (states.state.kind !== 'held') return;
      become({ kind: 'running' });
      void connection.request('configurationDone');
    },
    async resume(command, args) {
      const before = states.state;
      if (before.kind === 'stopped') become({ kind: 'running' });
      const resumed = states.state;
      const answer = await connection.request(command, args);
      if (!answer.success && before.kind === 'stopped' && states.isStill(resumed)) become(before);
      return answer;
    },
    ask: (command, args) => connection.request(command, args),
    leaveAlone() {
      const before = states.state;
      if (!isConnected() || before.kind === 'alone') return;
      become({ kind: 'alone' });
      const emptied = new Set(set.values());
      set.clear();
      const clear = [...emptied].map(async ({ command, args }) => {
        if (command !== 'setExceptionBreakpoints')
          await connection.request(command, { ...args, breakpoints: [] });
      });
      void Promise.all(clear).then(() => {
        if (before.kind === 'stopped') goOn(before.threadId);
        if (before.kind === 'held') void connection.request('configurationDone');
      });
    },
    watch() {
      if (states.state.kind === 'alone') become({ kind: 'running' });
    },
    kill() {
      if (states.state.kind === 'ended') return;
      deps.kill(pid, 'SIGKILL');
      connection.kill('SIGKILL');
    },
  };
  connection.follow(onEvent);
  void connection.ended.then(lose);
  return target;
}

function keyOf({ command, path }: { readonly command: Setter; readonly path?: string }): string {
  return `${command} ${path ?? ''}`;
}

/** What dlv says of itself, not of the program. */
function isNoise(output: unknown): boolean {
  return typeof output === 'string' && /^(Type 'dlv help'|Detaching|Process \d+ has exited)/.test(output);
}
