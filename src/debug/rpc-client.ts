import type { Action } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import type { Result } from '../problem.ts';
import type { Command } from '../process/child.ts';
import { changesBreakpoints, createRpcBreakpoints } from './rpc-breakpoints.ts';
import { encodeAnswer, type RpcAnswer, type RpcBody, type RpcRequest } from './rpc-message.ts';
import { isBody } from './dap-message.ts';
import { type EditorPaths, followEditorPaths } from './editor-paths.ts';
import type { DebugClient, DebugSession } from './session.ts';
import type { RpcControl, Target, TargetListener } from './target.ts';

/** A client's connection. */
export interface RpcPeer {
  send(bytes: string): void;
  end(): void;
}

/** What comes from it. */
export interface RpcVisitor {
  onRequest(request: RpcRequest): void;
  /** It has closed, or was found to send nonsense. */
  onClose(): void;
}

export interface RpcClientDeps {
  /** Starts a program under a debugger. */
  readonly openTarget: (command: Command, listener: TargetListener) => Promise<Result<Target> | undefined>;
  readonly readText: ReadText;
  /** The real folders in which go is run, and those around them. */
  readonly roots: readonly string[];
  readonly realPath: (path: string) => string | undefined;
  /** Begins a cycle. */
  readonly ask: (actions: readonly Action[]) => void;
}

/** A request that waits for a program, or for its next stop, and is then served again. */
interface Waiting {
  readonly request: RpcRequest;
  readonly serve: () => void;
}

/** What dlv says of a program that runs (service/debugger.State). */
const RUNNING: RpcBody = {
  State: {
    ...{ Pid: 0, TargetCommandLine: '', Running: true, Recording: false, CoreDumping: false, Threads: null },
    ...{ NextInProgress: false, WatchOutOfScope: null, exited: false, exitStatus: 0, When: '' },
  },
};
/** As dlv's event of a stop (api.EventStopped): the command's own answer says all else. */
const NO_MORE_EVENTS: RpcBody = { Events: [{ Kind: 1 }] };
/** What makes sense only of a stop that the client knows. */
const OF_A_STOP = /^(Stacktrace|Ancestors|List(LocalVars|FunctionArgs|Registers)|Eval|Set)$/;

/**
 * Meets a client that speaks delve's JSON-RPC, such as GoLand and `dlv connect`. It stays over swaps: its pending command
 * is answered by the next stop, in whichever program.
 */
export function meetRpcClient(peer: RpcPeer, session: DebugSession, deps: RpcClientDeps): RpcVisitor {
  const breakpoints = createRpcBreakpoints(deps.readText);
  /** The command whose answer is the next stop. */
  let pending: RpcRequest | undefined;
  /** The program of which it knows that it stands, and where. */
  let known: RpcControl | undefined;
  let hasSeenStop = false;
  let waiting: Waiting[] = [];
  let hasLeft = false;

  const paths = followEditorPaths(deps.roots, deps.realPath);
  const answer = ({ id }: RpcRequest, answered: RpcAnswer) =>
    peer.send(paths.textToEditor(encodeAnswer(id, answered)));
  const agree = (request: RpcRequest, result: RpcBody = {}) => answer(request, { result, error: null });
  const refuse = (request: RpcRequest, error: string) => answer(request, { result: null, error });
  const later = (request: RpcRequest, serve: () => void) => void waiting.push({ request, serve });
  const serveWaiting = () => {
    const served = waiting;
    waiting = [];
    for (const one of served) one.serve();
  };
  const see = (control: RpcControl) => {
    known = control;
    hasSeenStop = true;
  };
  /** That of the program which the client sees, while dlv is with it. */
  const current = () => {
    const target = session.target();
    const isThere = target && ['running', 'stopped'].includes(target.state.kind);
    return isThere && target.control.protocol === 'rpc' ? target.control : undefined;
  };

  const client: DebugClient = {
    name: 'a client of JSON-RPC (GoLand, dlv connect)',
    protocol: 'rpc',
    open: (command, listener) => deps.openTarget(command, listener),
    async prepare({ control }) {
      if (control.protocol === 'rpc') await control.whileHalted(() => breakpoints.replay(control));
      return true;
    },
    release(target) {
      const { control } = target;
      if (control.protocol === 'rpc' && waiting.some(({ request }) => asksToStop(request)))
        void control.stay();
      else target.release();
      serveWaiting();
    },
    onEvent: () => undefined,
    onStop({ control }) {
      if (control.protocol !== 'rpc' || !control.stop) return;
      if (pending) {
        answer(pending, control.stop);
        pending = undefined;
        see(control);
      }
      serveWaiting();
    },
    onGoOn() {
      known = undefined;
    },
    print({ text, category }) {
      // There is no other way to tell it than by what it has asked.
      if (category === 'console' || current()) return;
      const refused = waiting;
      waiting = [];
      for (const { request } of refused) refuse(request, text);
    },
    end() {
      hasLeft = true;
      session.detach(client);
      peer.end();
    },
  };

  const command = (request: RpcRequest) => {
    const { name } = request.params;
    const control = current();
    const stop = control?.stop;
    if (name === 'halt') {
      if (control && stop) return pass(request, control, 'State', { NonBlocking: false });
      control?.halt();
      return later(request, () => command(request));
    }
    if (name === 'switchThread' || name === 'switchGoroutine') return ask(request);
    if (pending) return later(request, () => command(request));
    if (control && stop && known !== control) {
      // What has happened since is news.
      see(control);
      return answer(request, stop);
    }
    pending = request;
    if (control && stop) control.resume(request.params);
  };
  const pass = (request: RpcRequest, control: RpcControl, method: string, params: RpcBody) => {
    see(control);
    void control.ask(method, params).then((answered) => answer(request, answered));
  };
  const ask = (request: RpcRequest) => {
    const { method, params } = request;
    const control = current();
    if (control?.stop) return pass(request, control, method, params);
    // As dlv does: it answers at the next stop.
    if (!control || pending) return later(request, () => ask(request));
    if (hasSeenStop && (OF_A_STOP.test(method) || method === 'Command'))
      return refuse(request, 'the program that stood there has been replaced: continue, or halt the new one');
    void control
      .whileHalted(() => control.ask(method, params))
      .then((answered) => (answered ? answer(request, answered) : later(request, () => ask(request))));
  };
  const change = (request: RpcRequest) => {
    const control = current();
    const params = namedByProgram(request.params, paths);
    if (!control) return later(request, () => change(request));
    void control
      .whileHalted(() => breakpoints.change(control, request.method, params))
      .then((answered) => (answered ? answer(request, answered) : later(request, () => change(request))));
  };
  const restart = (request: RpcRequest) => {
    const before = session.target();
    const tell = () => {
      const control = current();
      if (!control?.stop || session.target() === before) return later(request, tell);
      see(control);
      agree(request, { DiscardedBreakpoints: [] });
    };
    later(request, tell);
    deps.ask(request.params['Rebuild'] === true ? ['rebuild', 'restart'] : ['restart']);
  };

  /** What does not depend on any program, also for one that is refused. */
  const greet = (request: RpcRequest): boolean => {
    const { method, params } = request;
    if (method === 'SetApiVersion' && params['APIVersion'] !== 2) refuse(request, 'unknown API version');
    else if (method === 'SetApiVersion') agree(request);
    else if (method === 'IsMulticlient') agree(request, { IsMulticlient: true });
    else return false;
    return true;
  };
  const serve = (request: RpcRequest) => {
    const { method, params } = request;
    switch (method) {
      case 'AttachedToExistingProcess':
        return agree(request, { Answer: false });
      case 'GetEvents':
        return agree(request, NO_MORE_EVENTS);
      case 'Detach':
        agree(request);
        return client.end();
      case 'Restart':
        return restart(request);
      case 'Command':
        return command(request);
      case 'State':
        if (current()?.stop || (params['NonBlocking'] !== true && pending)) return ask(request);
        return agree(request, RUNNING);
    }
    return changesBreakpoints(method) ? change(request) : ask(request);
  };

  return {
    onRequest(request) {
      if (hasLeft) return;
      const isNew = !session.isOf(client);
      const obstacle = isNew ? session.reserve(client) : undefined;
      if (isNew && obstacle === undefined) session.attach(client);
      if (greet(request)) return;
      if (obstacle === undefined) return serve(request);
      // `dlv connect` goes, and says why, where it can't halt what runs.
      if (request.method === 'State') return agree(request, RUNNING);
      refuse(request, obstacle);
    },
    onClose() {
      hasLeft = true;
      session.detach(client);
    },
  };
}

/** Whether a program that is held is to stand before its first instruction for it. */
function asksToStop({ method, params }: RpcRequest): boolean {
  return method === 'Restart' || (method === 'Command' && params['name'] === 'halt');
}

/** A breakpoint's file by the name that the program has for it. */
function namedByProgram(params: RpcBody, { pathToProgram }: EditorPaths): RpcBody {
  const { Breakpoint } = params;
  if (!isBody(Breakpoint) || typeof Breakpoint['file'] !== 'string') return params;
  return { ...params, Breakpoint: { ...Breakpoint, file: pathToProgram(Breakpoint['file']) } };
}
