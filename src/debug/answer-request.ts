import { describeUnset, type Setter, SETTERS, type Wish } from './breakpoints.ts';
import type { DapBody, DapMessage, DapRequest } from './dap-message.ts';
import { textOf } from './explain-dlv.ts';
import type { Target } from './target.ts';

/** An editor, from its first request on. */
export interface Editor {
  /** As it calls itself. */
  name: string;
  /** The arguments of its `initialize`. */
  client: DapBody;
  /** The parts of its `attach` that dlv is to have. */
  view: DapBody;
  send(message: Unnumbered): void;
  end(): void;
}

type Unnumbered = DapMessage extends infer M ? (M extends DapRequest ? never : M) : never;

/** What requests lead to. */
export interface RequestDeps {
  /** Takes the place of the editor; or gives why not. */
  attach(view: DapBody): string | undefined;
  isAttached(): boolean;
  configured(): void;
  detach(): void;
  restart(): void;
  /** Keeps breakpoints, and sets them where a program runs. */
  set(command: Setter, args: DapBody): Promise<{ wish: Wish; set: readonly DapBody[] | undefined }>;
  target(): Target | undefined;
}

/**
 * What the proxy can do, whichever program runs. `supportTerminateDebuggee` is missing: the run ends the program. So are
 * data and instruction breakpoints, since addresses mean something else in the next program.
 */
const CAPABILITIES: DapBody = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsSetVariable: true,
  supportsExceptionInfoRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsSteppingGranularity: true,
  supportsRestartRequest: true,
  exceptionBreakpointFilters: [
    { filter: 'unrecovered-panic', label: 'Unrecovered Panics', default: true },
    { filter: 'runtime-fatal-throw', label: 'Fatal Throws', default: true },
  ],
};

const RESUMES = ['continue', 'next', 'stepIn', 'stepOut'];
/** What dlv, too, answers while a program runs. */
const RUNNING: DapBody = { threads: [{ id: -1, name: 'Current' }] };
/** An editor may still be reading the stop that a swap has just ended: an error would be shown to the person. */
const NOTHING: Readonly<Record<string, DapBody>> = {
  stackTrace: { stackFrames: [], totalFrames: 0 },
  scopes: { scopes: [] },
  variables: { variables: [] },
};

/** Answers one request of an editor, of this program or for it. Never rejects. */
export async function answerRequest(editor: Editor, request: DapRequest, deps: RequestDeps): Promise<void> {
  const { command, seq, arguments: args = {} } = request;
  const answer = (rest: { success: boolean; body?: DapBody; message?: string }) =>
    editor.send({ type: 'response', request_seq: seq, command, ...rest });
  const agree = (body?: DapBody) => answer({ success: true, ...(body && { body }) });
  const refuse = (why: string) =>
    answer({ success: false, message: why, body: { error: { id: 1, format: why, showUser: true } } });

  switch (command) {
    case 'initialize':
      if (args['linesStartAt1'] === false || (args['pathFormat'] ?? 'path') !== 'path')
        return refuse('lines are counted from 1 here, and places are paths');
      editor.client = args;
      editor.name = nameOf(args);
      return agree(CAPABILITIES);
    case 'attach':
    case 'launch': {
      const obstacle = deps.attach(args);
      if (obstacle !== undefined) return refuse(obstacle);
      agree();
      return editor.send({ type: 'event', event: 'initialized' });
    }
    case 'disconnect':
      agree();
      editor.send({ type: 'event', event: 'terminated', body: {} });
      deps.detach();
      return editor.end();
  }
  if (!deps.isAttached()) return refuse('not attached: "attach" comes first');
  if (isSetter(command)) {
    const { wish, set } = await deps.set(command, args);
    if (command === 'setExceptionBreakpoints') return agree();
    return agree({ breakpoints: set ?? describeUnset(wish) });
  }
  switch (command) {
    case 'configurationDone':
      agree();
      return deps.configured();
    case 'restart':
      agree();
      return deps.restart();
  }
  const target = deps.target();
  const kind = target?.state.kind;
  if (command === 'threads' && kind !== 'stopped') return agree(RUNNING);
  const control = target?.control;
  if (control?.protocol !== 'dap' || (kind !== 'running' && kind !== 'stopped')) {
    if (RESUMES.includes(command)) return agree({ allThreadsContinued: true });
    const nothing = NOTHING[command];
    return nothing ? agree(nothing) : refuse('there is no program to be debugged at the moment');
  }
  if (RESUMES.includes(command) && kind === 'running') return agree({ allThreadsContinued: true });
  const { success, body, message } = RESUMES.includes(command)
    ? await control.resume(command, args)
    : await control.ask(command, request.arguments);
  // The program has been replaced while dlv was thinking.
  if (!success && deps.target() !== target && NOTHING[command]) return agree(NOTHING[command]);
  const text = success
    ? undefined
    : (message ?? textOf({ type: 'response', request_seq: seq, command, success }));
  answer({ success, ...(body && { body }), ...(text !== undefined && { message: text }) });
}

/** What an editor calls itself. */
function nameOf({ clientName, clientID }: DapBody): string {
  const name = [clientName, clientID].find((one) => typeof one === 'string' && one !== '');
  return typeof name === 'string' ? name.slice(0, 80) : 'an editor';
}

/** Whether a command is one of those that say where to stop. */
function isSetter(command: string): command is Setter {
  return (SETTERS as readonly string[]).includes(command);
}
