import { connect, type Socket } from 'node:net';
import { failure, type Result, success } from '../problem.ts';
import type { Child, Command, StartChild } from '../process/child.ts';
import type { KillTree } from '../process/kill-tree.ts';
import { type Timers, withLimit } from '../process/wait-until-gone.ts';
import { atPrivateSocket, type DlvProcess, followDlv } from './dlv-process.ts';
import { explainExec } from './explain-dlv.ts';
import {
  createObjectReader,
  encodeRequest,
  readAnswer,
  type RpcAnswer,
  type RpcBody,
} from './rpc-message.ts';

/** One dlv, which debugs one program, and speaks JSON-RPC. */
export interface RpcConnection extends DlvProcess {
  /** Resolves with the answer; where dlv goes away before, with one that says so. Never rejects. */
  call(method: string, params?: RpcBody): Promise<RpcAnswer>;
}

/** Starts a dlv with a program, and gives it once it is connected; fails with a reason. Undefined where it was aborted. */
export type OpenRpc = (
  dlv: string,
  command: Command,
  signal: AbortSignal,
) => Promise<Result<RpcConnection> | undefined>;

/** How long dlv may take until it listens, and between two looks, in ms: it takes 30 to 140 where nothing else runs. */
const LISTENS_WITHIN = 15_000;
const LOOK = 10;

/** What a request gets for which there is no dlv any more. */
export const GONE: RpcAnswer = { result: null, error: 'the debugger is gone' };

/**
 * Starts `dlv exec --headless`, which holds the program before its first instruction, apart from the terminal as
 * `dlv dap` is. It serves one client, and ends with the program as soon as that goes: so neither outlives this process.
 */
export function createOpenRpc(startChild: StartChild, killTree: KillTree, timers: Timers): OpenRpc {
  return (dlv, command, signal) =>
    atPrivateSocket(async (path) => {
      // What it says of its socket does not belong into the program's output.
      const own = [
        'exec',
        '--headless',
        '--api-version=2',
        `--listen=unix:${path}`,
        `--log-dest=${path}.log`,
      ];
      const args = [...own, command.file, '--', ...command.args];
      const child = startChild({ ...command, file: dlv, args, isApart: true });
      let isOver = false;
      const dial = async (): Promise<Socket | undefined> => {
        while (!isOver) {
          const socket = await tryConnect(path);
          if (socket) return socket;
          await timers.wait(LOOK);
        }
        return undefined;
      };
      const ended = child.ended.then(({ exit }) => exit);
      const outcome = await withLimit(Promise.race([dial(), ended]), LISTENS_WITHIN, timers, signal);
      isOver = true;
      if (outcome && !('kind' in outcome)) return success(speak(outcome, child, killTree));
      child.kill('SIGKILL');
      if (signal.aborted) return undefined;
      if (outcome && outcome.kind !== 'not-started') return failure(...explainExec(dlv, outcome));
      const why = outcome?.reason ?? `it has not listened for ${LISTENS_WITHIN / 1000} s`;
      return failure(`dlv can't be started: ${why}`);
    });
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

function speak(socket: Socket, child: Child, killTree: KillTree): RpcConnection {
  const waiting = new Map<unknown, (answer: RpcAnswer) => void>();
  let lastId = 0;
  const end = () => {
    socket.destroy();
    for (const answer of waiting.values()) answer(GONE);
    waiting.clear();
  };
  const read = createObjectReader((text) => {
    const answer = readAnswer(text);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  }, end);
  socket.on('data', read);
  socket.on('close', end);
  return {
    call(method, params = {}) {
      const id = `go-run-${++lastId}`;
      return new Promise((resolve) => {
        if (socket.destroyed) return resolve(GONE);
        waiting.set(id, resolve);
        socket.write(encodeRequest({ id, method, params }));
      });
    },
    ...followDlv(child, killTree),
  };
}
