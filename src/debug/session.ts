import type { Action, RunEvent } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import type { Problem, Result } from '../problem.ts';
import type { Command } from '../process/child.ts';
import type { HeldProgram, ProgramDebugger } from '../program/program-deps.ts';
import { answerRequest, type Editor } from './answer-request.ts';
import { createBreakpoints, type Setter } from './breakpoints.ts';
import type { DapBody, DapMessage, DapRequest } from './dap-message.ts';
import { describeEvent } from './describe-event.ts';
import type { Target, TargetListener } from './target.ts';

/** An editor's connection, as far as messages go. */
export interface EditorConnection {
  send(message: object): void;
  end(): void;
}

/** What comes from a connection. */
export interface Visitor {
  onMessage(message: DapMessage): void;
  /** It has closed, or was found to send nonsense. */
  onClose(): void;
}

/** The debugger of a run: one editor at the most, which stays while programs come and go. */
export interface DebugSession extends ProgramDebugger {
  connect(connection: EditorConnection): Visitor;
  /** Tells the editor what a person who looks at it has to know of a run event. */
  tell(event: RunEvent): void;
  /** Tells the editor a line. */
  print(text: string): void;
  /** Lets the editor go, and kills what is still there. */
  close(): void;
}

export interface SessionDeps {
  /** Starts a program under a debugger. */
  readonly openTarget: (
    command: Command,
    editor: EditorView,
    listener: TargetListener,
  ) => Promise<Result<Target>>;
  readonly readText: ReadText;
  /** Begins a cycle. */
  readonly ask: (actions: readonly Action[]) => void;
  readonly report: (event: RunEvent) => void;
}

/** How an editor wants to see a program. */
export interface EditorView {
  readonly client: DapBody;
  readonly view: DapBody;
}

/*
 *            attach                     configurationDone
 *   none ─────────────► configuring ──────────────────────► attached
 *    ▲                      │                                  │
 *    └──────────────────────┴── disconnect, or it closes ◄─────┘
 */
type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'configuring'; readonly editor: Editor }
  | { readonly kind: 'attached'; readonly editor: Editor };

/** What of `attach` says how values are shown; the rest is the run's to decide, such as args and env. */
const VIEW = [
  ...['stackTraceDepth', 'maxStringLen', 'maxArrayValues', 'showGlobalVariables', 'showRegisters'],
  ...['hideSystemGoroutines', 'goroutineFilters', 'showPprofLabels', 'substitutePath'],
];

/** A dlv that dies so often between two builds is not started a further time. */
const MOST_LOSSES = 3;

/** Makes a session in which nobody is attached. */
export function createDebugSession(deps: SessionDeps): DebugSession {
  const breakpoints = createBreakpoints(deps.readText);
  /** Those that live; the last one released is the one that the editor sees. */
  const targets: Target[] = [];
  let current: Target | undefined;
  let state: State = { kind: 'none' };
  let lastTrouble = '';
  /** How often dlv has died since the last build. */
  let losses = 0;

  const editor = () => (state.kind === 'none' ? undefined : state.editor);
  const send = (event: string, body: DapBody) => editor()?.send({ type: 'event', event, body });
  const print = (text: string, category = 'console', place: DapBody = {}) =>
    send('output', { category, output: `${text}\n`, ...place });
  const warn = (problem: Problem) => {
    print(problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`, 'important');
    if (lastTrouble !== problem.message) deps.report({ type: 'warning', problem });
    lastTrouble = problem.message;
  };

  /** Sets what the editor wishes in a target, and tells it what came of that. */
  const setAll = async (target: Target) => {
    for (const wish of breakpoints.current()) {
      if (target.hasSet(wish)) continue;
      const set = await target.set(wish);
      for (const breakpoint of set ?? []) send('breakpoint', { reason: 'changed', breakpoint });
    }
  };
  const listener: TargetListener = {
    onEvent: (target, { event, body = {} }) => void (target === current && send(event, body)),
    onStop: (target, { reason, file, line }) =>
      deps.report({
        type: 'paused',
        pid: target.pid,
        reason,
        ...(file !== undefined && { file, line: line ?? 0 }),
      }),
    onGoOn(target, threadId) {
      deps.report({ type: 'resumed', pid: target.pid });
      if (target !== current) return;
      // nvim-dap before 0.9 keeps its stopped thread without the first.
      send('thread', { reason: 'started', threadId });
      send('continued', { threadId, allThreadsContinued: true });
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
      if (current === undefined || current.state.kind !== 'alone') return;
      // Where two overlap and the newer one did not come up.
      if (state.kind === 'attached') {
        current.watch();
        void setAll(current);
      }
    },
  };

  const attach = (one: Editor) => {
    state = { kind: 'attached', editor: one };
    deps.report({ type: 'debugger', state: 'attached', editor: one.name });
    if (current?.state.kind === 'alone') {
      current.watch();
      return void setAll(current);
    }
    print('go-run builds the program with debug information, and starts it anew.');
    deps.ask(['rebuild', 'restart']);
  };
  const detach = (one: Editor) => {
    if (state.kind === 'none' || state.editor !== one) return;
    const wasAttached = state.kind === 'attached';
    state = { kind: 'none' };
    for (const target of targets) if (target.state.kind !== 'held') target.leaveAlone();
    breakpoints.clear();
    if (wasAttached) deps.report({ type: 'debugger', state: 'detached', editor: one.name });
  };

  const answer = (one: Editor, request: DapRequest) =>
    answerRequest(one, request, {
      attach(view) {
        if (state.kind !== 'none' && state.editor !== one)
          return `${state.editor.name} is attached to this program already: disconnect it first`;
        one.view = Object.fromEntries(Object.entries(view).filter(([name]) => VIEW.includes(name)));
        state = { kind: 'configuring', editor: one };
        return undefined;
      },
      isAttached: () => state.kind !== 'none' && state.editor === one,
      configured: () => attach(one),
      detach: () => detach(one),
      restart: () => deps.ask(['restart']),
      async set(command: Setter, args) {
        const wish = breakpoints.keep(command, args);
        const known =
          current?.state.kind === 'running' || current?.state.kind === 'stopped' ? current : undefined;
        return { wish, set: await known?.set(wish) };
      },
      target: () => current,
    });

  const begin = async (target: Target) => {
    const before = current;
    current = target;
    // Of one that goes on beside the new one the editor sees nothing more.
    if (before !== target) before?.leaveAlone();
    if (state.kind !== 'attached') return target.leaveAlone();
    await setAll(target);
    target.release();
    print(`go-run has started the new program, pid ${target.pid}.`);
  };

  return {
    print,
    wantsProgram: () => state.kind === 'attached',
    async hold(command): Promise<HeldProgram | null> {
      const one = editor();
      if (state.kind !== 'attached' || one === undefined || losses >= MOST_LOSSES) return null;
      const opened = await deps.openTarget(command, { client: one.client, view: one.view }, listener);
      if (!opened.ok) {
        warn(opened.problem);
        return null;
      }
      lastTrouble = '';
      const target = opened.value;
      targets.push(target);
      // While the old program still serves.
      await setAll(target);
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
    connect(connection) {
      let seq = 0;
      const one: Editor = {
        name: 'an editor',
        client: {},
        view: {},
        send: (message) => connection.send({ seq: ++seq, ...message }),
        end: () => connection.end(),
      };
      return {
        onMessage: (message) => void (message.type === 'request' && void answer(one, message)),
        onClose: () => detach(one),
      };
    },
    tell(event) {
      if (event.type === 'built') losses = 0;
      const told = describeEvent(event);
      if (told !== undefined) print(told.text, told.isError ? 'stderr' : 'console', told.place);
    },
    close() {
      const one = editor();
      send('terminated', {});
      if (one !== undefined) detach(one);
      one?.end();
      for (const target of [...targets]) target.kill();
    },
  };
}
