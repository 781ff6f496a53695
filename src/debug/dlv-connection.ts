import { createServer, type Server, type Socket } from 'node:net';
import { failure, type Result, success } from '../problem.ts';
import type { Child, Command, Exit, StartChild } from '../process/child.ts';
import type { KillTree } from '../process/kill-tree.ts';
import { type Timers, withLimit } from '../process/wait-until-gone.ts';
import { listen } from '../ui/listen.ts';
import {
  createMessageReader,
  type DapBody,
  type DapEvent,
  type DapResponse,
  encodeMessage,
} from './dap-message.ts';
import { atPrivateSocket, type DlvProcess, followDlv } from './dlv-process.ts';

/** One dlv, which debugs one program, and speaks the Debug Adapter Protocol. */
export interface DlvConnection extends DlvProcess {
  /** Resolves with the answer; where dlv goes away before, with one that says so. Never rejects. */
  request(command: string, args?: DapBody): Promise<DapResponse>;
  /** Who gets the events from here on. Those that have come before are given at once. */
  follow(onEvent: (event: DapEvent) => void): void;
}

/** Starts a dlv, and gives it once it is connected; fails with a reason. Undefined where it was aborted. */
export type OpenDlv = (
  dlv: string,
  /** What it is to run, of which it gets the streams and the environment. */
  command: Command,
  signal: AbortSignal,
) => Promise<Result<DlvConnection> | undefined>;

/** How long dlv may take until it has dialled back, in ms: it takes 40 to 120 where nothing else runs. */
const DIALS_WITHIN = 15_000;

/**
 * Starts `dlv dap` in a session of its own, so that a terminal's Ctrl-C does not reach it, which would kill the program
 * without grace, and without stdin, since dlv would make the program the terminal's foreground group. It dials back to
 * a socket in a folder that only this user can enter.
 */
export function createOpenDlv(startChild: StartChild, killTree: KillTree, timers: Timers): OpenDlv {
  return (dlv, command, signal) =>
    atPrivateSocket(async (path) => {
      const server = createServer();
      const error = await listen(server, { path });
      if (error !== undefined) return failure(`dlv can't be reached: ${error.message}`);
      try {
        const args = ['dap', `--client-addr=unix:${path}`];
        const child = startChild({ ...command, file: dlv, args, isApart: true });
        return await connect(server, child, signal, { killTree, timers });
      } finally {
        server.close();
      }
    });
}

async function connect(
  server: Server,
  child: Child,
  signal: AbortSignal,
  { killTree, timers }: { readonly killTree: KillTree; readonly timers: Timers },
): Promise<Result<DlvConnection> | undefined> {
  const dialled = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const ended = child.ended.then(({ exit }) => describeEnd(exit));
  const outcome = await withLimit(Promise.race([dialled, ended]), DIALS_WITHIN, timers, signal);
  if (typeof outcome === 'object') return success(speak(outcome, child, killTree));
  child.kill('SIGKILL');
  if (signal.aborted) return undefined;
  return failure(`dlv can't be started: ${outcome ?? `it has not answered for ${DIALS_WITHIN / 1000} s`}`);
}

function describeEnd(exit: Exit): string {
  switch (exit.kind) {
    case 'not-started':
      return exit.reason;
    case 'code':
      return `it ended with code ${exit.code}`;
    case 'signal':
      return `it was ended by ${exit.signal}`;
    case 'unseen':
      return 'it ended';
  }
}

function speak(socket: Socket, child: Child, killTree: KillTree): DlvConnection {
  const waiting = new Map<number, (response: DapResponse) => void>();
  let lastSeq = 0;
  let early: DapEvent[] = [];
  let onEvent = (event: DapEvent): void => void early.push(event);
  const end = () => {
    socket.destroy();
    for (const [seq, answer] of waiting) answer(goneAnswer(seq));
    waiting.clear();
  };
  const read = createMessageReader((message) => {
    if (message.type === 'event') onEvent(message);
    if (message.type !== 'response') return;
    waiting.get(message.request_seq)?.(message);
    waiting.delete(message.request_seq);
  }, end);
  socket.on('data', read);
  socket.on('error', () => undefined);
  socket.on('close', end);
  return {
    request(command, args) {
      const seq = ++lastSeq;
      return new Promise((resolve) => {
        if (socket.destroyed) return resolve(goneAnswer(seq));
        waiting.set(seq, resolve);
        socket.write(encodeMessage({ seq, type: 'request', command, arguments: args ?? {} }));
      });
    },
    follow(listener) {
      onEvent = listener;
      for (const event of early) listener(event);
      early = [];
    },
    ...followDlv(child, killTree),
  };
}

function goneAnswer(seq: number): DapResponse {
  return { type: 'response', request_seq: seq, command: '', success: false, message: 'the debugger is gone' };
}
