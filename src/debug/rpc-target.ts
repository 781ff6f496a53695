import { failure, type Result, success } from '../problem.ts';
import type { Command } from '../process/child.ts';
import { bodiesOf, type DapBody, isBody } from './dap-message.ts';
import { launchInTime } from './dlv-process.ts';
import { explainExec, readExit } from './explain-dlv.ts';
import { GONE, type OpenRpc, type RpcConnection } from './rpc-connection.ts';
import type { RpcAnswer, RpcBody } from './rpc-message.ts';
import {
  type RpcControl,
  superviseTarget,
  type Target,
  type TargetDeps,
  type TargetListener,
} from './target.ts';

export interface RpcTargetDeps extends TargetDeps {
  readonly openRpc: OpenRpc;
  /** Aborted at the end of the run. */
  readonly signal: AbortSignal;
}

/**
 * Launches a program under a dlv that speaks JSON-RPC, which holds it. Fails where dlv can't be started, refuses or
 * hangs. Undefined where it was aborted.
 */
export async function openRpcTarget(
  dlv: string,
  command: Command,
  listener: TargetListener,
  deps: RpcTargetDeps,
): Promise<Result<Target> | undefined> {
  const opened = await deps.openRpc(dlv, command, deps.signal);
  if (!opened?.ok) return opened;
  const connection = opened.value;
  const pid = await launchInTime(dlv, connection, launch(dlv, connection), deps);
  return pid?.ok ? success(controlByRpc(connection, pid.value, listener, deps)) : pid;
}

/** Gives the program's pid: dlv listens before it has launched, and answers after that. */
async function launch(dlv: string, connection: RpcConnection): Promise<Result<number>> {
  const { error } = await connection.call('SetApiVersion', { APIVersion: 2 });
  if (error === GONE.error) return failure(...explainExec(dlv, await connection.ended));
  const { result } = await connection.call('ProcessPid');
  if (result) return success(Number(result['Pid']));
  connection.kill('SIGKILL');
  return failure(`dlv (${dlv}) does not speak version 2 of its API: ${error ?? 'it has given no pid'}`);
}

function controlByRpc(
  connection: RpcConnection,
  pid: number,
  listener: TargetListener,
  deps: TargetDeps,
): Target {
  let stop: RpcAnswer | undefined;
  /** The command by which it runs, resolved once it does not any more. */
  let turn: Promise<RpcAnswer> = Promise.resolve(GONE);
  /** Halts of our own, whose end is theirs who have made them. */
  let halts = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const go = (command: RpcBody = { name: 'continue' }) => {
    stop = undefined;
    const begun = connection.call('Command', command);
    turn = begun;
    void begun.then((answer) => void (halts === 0 && onTurn(answer)));
  };
  const standAt = (answer: RpcAnswer) => {
    const { threadId, ...place } = readStop(answer);
    stop = answer;
    states.become({ kind: 'stopped', threadId });
    listener.onStop(target, place);
  };
  const onTurn = (answer: RpcAnswer) => {
    if (answer === GONE) return;
    const state = stateOf(answer);
    if (state['exited'] === true || isExit(answer)) {
      supervised.noteExit(readExit(Number(state['exitStatus'])));
      // It would stay.
      void connection.call('Detach', { Kill: true });
      return supervised.end();
    }
    if (states.state.kind === 'alone') return go();
    if (states.state.kind === 'running') standAt(answer);
  };
  const haltFor = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    const { kind } = states.state;
    if (kind === 'held' || kind === 'stopped') return work();
    if (kind !== 'running' && kind !== 'alone') return undefined;
    halts++;
    await connection.call('Command', { name: 'halt' });
    const answer = await turn;
    const done = isExit(answer) || answer === GONE ? undefined : await work();
    halts--;
    // Unless it has come to a breakpoint at the same moment.
    if (isPlainHalt(answer)) go();
    else onTurn(answer);
    return done;
  };
  /** One after another, and no halt of the client's between: it would be taken for one of ours. */
  const whileHalted = <T>(work: () => Promise<T>): Promise<T | undefined> => {
    const done = queue.then(() => haltFor(work));
    queue = done;
    return done;
  };
  const clear = async () => {
    const { result } = await connection.call('ListBreakpoints', { All: false });
    // Those of dlv itself, such as at a panic, are below 0, and harmless: who is left alone goes on.
    const ids = bodiesOf(result?.['Breakpoints']).flatMap(({ id }) => (Number(id) > 0 ? [id] : []));
    for (const Id of ids) await connection.call('ClearBreakpoint', { Id });
  };

  const control: RpcControl = {
    protocol: 'rpc',
    get stop() {
      return stop;
    },
    resume(command) {
      if (states.state.kind !== 'stopped') return;
      states.become({ kind: 'running' });
      go(command);
    },
    halt() {
      queue = queue.then(async () => {
        if (states.state.kind !== 'running') return;
        await connection.call('Command', { name: 'halt' });
        await turn;
      });
    },
    async stay() {
      const answer = await connection.call('State', { NonBlocking: false });
      if (states.state.kind === 'held') standAt(answer);
    },
    ask: (method, params) => connection.call(method, params),
    whileHalted,
  };
  const held = {
    pid,
    control,
    dlvEnded: connection.ended,
    killDlv: (signal: NodeJS.Signals) => connection.kill(signal),
    begin: () => go(),
    letGo({ kind }: Target['state']) {
      if (kind === 'running') return void whileHalted(clear);
      queue = queue.then(clear).then(() => go());
    },
  };
  const supervised = superviseTarget(held, listener, deps);
  const { target, states } = supervised;
  return target;
}

function stateOf({ result }: RpcAnswer): DapBody {
  return isBody(result?.['State']) ? result['State'] : {};
}

function isExit({ error }: RpcAnswer): boolean {
  return error !== null && /has exited with status/.test(error);
}

/** Whether nothing but a halt has stopped it: no thread stands at a breakpoint, of which a panic is one. */
function isPlainHalt(answer: RpcAnswer): boolean {
  const state = stateOf(answer);
  if (answer.error !== null || state['exited'] === true) return false;
  return !bodiesOf(state['Threads']).some(({ breakPoint }) => isBody(breakPoint));
}

function readStop(answer: RpcAnswer) {
  const { currentThread, stopReason } = stateOf(answer);
  const thread = isBody(currentThread) ? currentThread : {};
  const { id, file, line } = thread;
  const reason = isBody(thread['breakPoint'])
    ? 'breakpoint'
    : stopReason === 'next finished'
      ? 'step'
      : 'pause';
  return {
    threadId: Number(id ?? 0),
    reason,
    ...(typeof file === 'string' && file !== '' && { file, line: Number(line) }),
  };
}
