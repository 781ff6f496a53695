import type { Action } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import type { Result } from '../problem.ts';
import type { Command } from '../process/child.ts';
import { answerRequest, type Editor } from './answer-request.ts';
import { createBreakpoints, type Setter } from './breakpoints.ts';
import type { DapBody, DapMessage, DapRequest } from './dap-message.ts';
import { followEditorPaths } from './editor-paths.ts';
import type { DebugClient, DebugSession } from './session.ts';
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

export interface DapClientDeps {
  /** Starts a program under a debugger. */
  readonly openTarget: (
    command: Command,
    editor: EditorView,
    listener: TargetListener,
  ) => Promise<Result<Target> | undefined>;
  readonly readText: ReadText;
  /** The real folders in which go is run, and those around them. */
  readonly roots: readonly string[];
  readonly realPath: (path: string) => string | undefined;
  /** Begins a cycle. */
  readonly ask: (actions: readonly Action[]) => void;
}

/** How an editor wants to see a program. */
export interface EditorView {
  readonly client: DapBody;
  readonly view: DapBody;
}

/** What of `attach` says how values are shown; the rest is the run's to decide, such as args and env. */
const VIEW = [
  ...['stackTraceDepth', 'maxStringLen', 'maxArrayValues', 'showGlobalVariables', 'showRegisters'],
  ...['hideSystemGoroutines', 'goroutineFilters', 'showPprofLabels', 'substitutePath'],
];

/** Meets an editor that speaks the Debug Adapter Protocol. */
export function meetEditor(
  connection: EditorConnection,
  session: DebugSession,
  deps: DapClientDeps,
): Visitor {
  const breakpoints = createBreakpoints(deps.readText);
  const paths = followEditorPaths(deps.roots, deps.realPath);
  let seq = 0;
  const editor: Editor = {
    name: 'an editor',
    client: {},
    view: {},
    send({ body, ...message }) {
      connection.send({ seq: ++seq, ...message, ...(body && { body: paths.toEditor(body) }) });
    },
    end: () => connection.end(),
  };
  const send = (event: string, body: DapBody) => editor.send({ type: 'event', event, body });

  const client: DebugClient = {
    protocol: 'dap',
    get name() {
      return editor.name;
    },
    open: (command, listener) =>
      deps.openTarget(command, { client: editor.client, view: editor.view }, listener),
    async prepare({ control }) {
      if (control.protocol !== 'dap') return true;
      for (const wish of breakpoints.current()) {
        if (control.hasSet(wish)) continue;
        const set = await control.set(wish);
        for (const breakpoint of set ?? []) send('breakpoint', { reason: 'changed', breakpoint });
      }
      return true;
    },
    release: (target) => target.release(),
    onStop: () => undefined,
    onEvent: ({ event, body = {} }) => send(event, body),
    onGoOn(threadId) {
      // nvim-dap before 0.9 keeps its stopped thread without the first.
      send('thread', { reason: 'started', threadId });
      send('continued', { threadId, allThreadsContinued: true });
    },
    print: ({ text, category, place }) => send('output', { category, output: `${text}\n`, ...place }),
    end() {
      send('terminated', {});
      session.detach(client);
      editor.end();
    },
  };

  const answer = ({ arguments: args, ...rest }: DapRequest) => {
    const request = args ? { ...rest, arguments: paths.toProgram(args) } : rest;
    return answerRequest(editor, request, {
      attach(view) {
        const obstacle = session.reserve(client);
        if (obstacle !== undefined) return obstacle;
        editor.view = Object.fromEntries(Object.entries(view).filter(([name]) => VIEW.includes(name)));
        return undefined;
      },
      isAttached: () => session.isOf(client),
      configured: () => session.attach(client),
      detach: () => session.detach(client),
      restart: () => deps.ask(['restart']),
      async set(command: Setter, args) {
        const wish = breakpoints.keep(command, args);
        const { control, state } = session.target() ?? {};
        const isThere = state?.kind === 'running' || state?.kind === 'stopped';
        const set = isThere && control?.protocol === 'dap' ? await control.set(wish) : undefined;
        return { wish, set };
      },
      target: () => session.target(),
    });
  };

  return {
    onMessage: (message) => void (message.type === 'request' && void answer(message)),
    onClose: () => session.detach(client),
  };
}
