import { realpathSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type Observable, startWith, Subject } from 'rxjs';
import type { Builder } from '../build/builder.ts';
import type { Action, RunEvent } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import { readTextIfThere } from '../plan/make-plan.ts';
import type { DebugPlan, Plan } from '../plan/plan.ts';
import type { Result } from '../problem.ts';
import { sendSignal, startChild } from '../process/child.ts';
import { killTree } from '../process/processes.ts';
import { listNumbers, readStat } from '../process/read-proc.ts';
import { thisSystem } from '../process/system.ts';
import { timers } from '../process/wait-until-gone.ts';
import type { ProgramDebugger } from '../program/program-deps.ts';
import { nameHolder } from '../readiness/describe-holder.ts';
import { listen } from '../ui/listen.ts';
import { type EditorConnection, meetEditor, type Visitor } from './dap-client.ts';
import { createMessageReader, encodeMessage } from './dap-message.ts';
import { openTarget } from './dap-target.ts';
import { buildForDebugger } from './debug-builder.ts';
import { createOpenDlv } from './dlv-connection.ts';
import { findDlv } from './find-dlv.ts';
import { meetRpcClient, type RpcPeer, type RpcVisitor } from './rpc-client.ts';
import { createOpenRpc } from './rpc-connection.ts';
import { createObjectReader, encodeAnswer, readRequest } from './rpc-message.ts';
import { openRpcTarget } from './rpc-target.ts';
import { createDebugSession } from './session.ts';
import { findPeerUser } from './peer-user.ts';
import type { Target } from './target.ts';

/** The debugger of a run. */
export interface Debugger extends ProgramDebugger {
  /** What it has to tell itself. */
  readonly events$: Observable<RunEvent>;
  /** What an editor has asked for: a program that it can debug. */
  readonly asked$: Observable<readonly Action[]>;
  /** A builder for what the editor needs at each moment. */
  build(plan: Plan, open: (plan: Plan) => Builder, readText: ReadText): Builder;
  /** Tells the editor of a run event. */
  tell(event: RunEvent): void;
  /** Resolves once nothing of it is left. Never rejects. */
  close(): Promise<void>;
}

/** Who is made of a connection. */
interface Meetings {
  readonly meetEditor: (connection: EditorConnection) => Visitor;
  readonly meetRpcClient: (peer: RpcPeer) => RpcVisitor;
}

/** Loopback only: whoever reaches the port can have the program do anything. */
const HOST = '127.0.0.1';
/** How many ports are tried after a taken one. */
const MOST_PORTS = 50;

/** Waits for an editor at the plan's port. Where that can't be had, the run goes on without. Never rejects. */
export async function openDebugger(plan: Plan, debug: DebugPlan): Promise<Debugger> {
  const events$ = new Subject<RunEvent>();
  const asked$ = new Subject<readonly Action[]>();
  const over = new AbortController();
  const openDlv = createOpenDlv(startChild, killTree, timers);
  const openRpc = createOpenRpc(startChild, killTree, timers);
  const report = (event: RunEvent) => events$.next(event);
  let finding: ReturnType<typeof findDlv> | undefined;
  const find = () =>
    findDlv(plan, { startChild, killTree }, over.signal, (event) => {
      report(event);
      if (event.type === 'installing')
        session.print(`go-run installs ${event.what} once, which takes minutes.`);
    });
  let opening: Promise<unknown> | undefined;
  const targetDeps = { openDlv, openRpc, kill: sendSignal, hasEnded, timers, signal: over.signal };
  /** Opens a target with the dlv that is there. */
  const withDlv = async (open: (dlv: string) => Promise<Result<Target> | undefined>) => {
    const found = await (finding ??= find());
    const opened = found?.ok ? open(found.value) : found;
    opening = Promise.resolve(opened);
    // The next time it may be another one.
    if (!(await opened)?.ok) finding = undefined;
    return opened;
  };
  const ask = (actions: readonly Action[]) => {
    // While the program is built.
    finding ??= find();
    asked$.next(actions);
  };
  const session = createDebugSession({ ask, report, timers });
  const readText = readTextIfThere;
  const folders = { roots: [plan.workspaceRoot, plan.projectRoot], realPath };
  const meetings: Meetings = {
    meetEditor: (connection) =>
      meetEditor(connection, session, {
        openTarget: (command, { client, view }, listener) =>
          withDlv((dlv) => openTarget({ dlv, command, client, view }, listener, targetDeps)),
        readText,
        ...folders,
        ask,
      }),
    meetRpcClient: (peer) =>
      meetRpcClient(peer, session, {
        openTarget: (command, listener) =>
          withDlv((dlv) => openRpcTarget(dlv, command, listener, targetDeps)),
        readText,
        ...folders,
        ask,
      }),
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (!isOwn(socket)) return void socket.end('This debugger is for the user alone whose program it is.\n');
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    accept(socket, meetings);
  });
  const told = await holdPort(server, debug, plan.project);
  return {
    events$: events$.pipe(startWith(...told)),
    asked$,
    wantsProgram: () => session.wantsProgram(),
    hold: (command) => session.hold(command),
    build: (planned, open, readText) =>
      buildForDebugger(
        planned,
        open,
        () => session.wantsProgram(),
        readText,
        (problem) => report({ type: 'warning', problem }),
      ),
    tell(event) {
      // Whoever waits for a dlv or a program under it would keep the run from its end.
      if (event.type === 'stopping' || event.type === 'failed') over.abort();
      session.tell(event);
    },
    async close() {
      over.abort();
      session.close();
      await Promise.all([finding, opening]);
      await new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroySoon();
      });
      events$.complete();
      asked$.complete();
    },
  };
}

/** Whether the other end is of this user, or of root; also where that can't be seen. */
function isOwn(socket: Socket): boolean {
  const user = findPeerUser(readTextIfThere('/proc/net/tcp') ?? '', socket);
  return user === undefined || user === 0 || user === process.getuid?.();
}

/** Takes a connection for what its first byte shows: the header of an editor's message, or the object of a request. */
function accept(socket: Socket, meetings: Meetings): void {
  socket.on('error', () => undefined);
  socket.once('data', (first: Buffer) => {
    const read = first[0] === 0x7b ? acceptRpc(socket, meetings) : acceptEditor(socket, meetings);
    socket.on('data', read);
    read(first);
  });
}

/** What reads is given; what is no protocol of debuggers is broken off. */
function acceptEditor(socket: Socket, { meetEditor }: Meetings): (chunk: Buffer) => void {
  const visitor = meetEditor({
    send: (message) => void (socket.writable && socket.write(encodeMessage(message))),
    end: () => socket.end(),
  });
  // Who has closed its half may read no more, and `close` waits for all that is to be written.
  for (const end of ['end', 'close']) socket.on(end, () => visitor.onClose());
  return createMessageReader(
    (message) => visitor.onMessage(message),
    (what) => {
      visitor.onClose();
      socket.end(`This port of nx-go-run speaks the Debug Adapter Protocol, and has got ${what}.\n`);
    },
  );
}

function acceptRpc(socket: Socket, { meetRpcClient }: Meetings): (chunk: Buffer) => void {
  const visitor = meetRpcClient({
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    end: () => socket.end(),
  });
  for (const end of ['end', 'close']) socket.on(end, () => visitor.onClose());
  const giveUp = (what: string) => {
    visitor.onClose();
    const error = `This port of nx-go-run speaks delve's JSON-RPC, and has got ${what}.`;
    socket.end(encodeAnswer(0, { result: null, error }));
  };
  return createObjectReader((text) => {
    const request = readRequest(text);
    if (request) visitor.onRequest(request);
    else giveUp('an object that is no request of it');
  }, giveUp);
}

async function holdPort(
  server: Server,
  { port, isFixed }: DebugPlan,
  name: string,
): Promise<readonly RunEvent[]> {
  for (let at = port; at <= Math.min(port + MOST_PORTS, 65_535); at++) {
    const error = await listen(server, { host: HOST, port: at, exclusive: true });
    if (error === undefined) {
      const moved =
        at === port
          ? []
          : [
              tellTaken(
                port,
                `the debugger of ${name} waits at ${at} instead; "debug": ${at} would keep it there`,
              ),
            ];
      return [...moved, { type: 'debugger', state: 'waiting', host: HOST, port: at }];
    }
    if (error.code !== 'EADDRINUSE' || isFixed) {
      const why = error.code === 'EADDRINUSE' ? undefined : error.message;
      return [tellTaken(at, 'no debugger can attach to this run; give "debug" another port', why)];
    }
  }
  return [tellTaken(port, 'no debugger can attach to this run; give "debug" a port that is free')];
}

function tellTaken(port: number, consequence: string, why?: string): RunEvent {
  const reason = why ?? `port ${port} is held by ${nameHolder(port) ?? 'another process'}`;
  return { type: 'warning', problem: { message: `debug: ${reason}: ${consequence}` } };
}

/** Also while dlv has not taken note of it: then each of its threads is a zombie (proc(5)). */
function hasEnded(pid: number): boolean {
  if (thisSystem.processes !== 'procfs') return false;
  const folder = `/proc/${pid}/task`;
  return listNumbers(folder).every((thread) =>
    ['Z', 'X', ''].includes(readStat(`${folder}/${thread}`)[0] ?? ''),
  );
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
