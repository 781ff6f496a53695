import { createServer, type Server, type Socket } from 'node:net';
import { type Observable, startWith, Subject } from 'rxjs';
import type { Builder } from '../build/builder.ts';
import type { Action, RunEvent } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import { realPathIfThere } from '../files/real-path.ts';
import { readTextIfThere } from '../plan/make-plan.ts';
import type { DebugPlan, Plan } from '../plan/plan.ts';
import type { Result } from '../problem.ts';
import { sendSignal, startChild } from '../process/child.ts';
import { hasEnded, killTree } from '../process/processes.ts';
import { timers } from '../process/wait-until-gone.ts';
import type { ProgramDebugger } from '../program/program-deps.ts';
import { askHolder, UNNAMED } from '../readiness/describe-holder.ts';
import { listen } from '../ui/listen.ts';
import { acceptClient, type Meetings } from './accept-client.ts';
import { meetEditor } from './dap-client.ts';
import { openTarget } from './dap-target.ts';
import { buildForDebugger } from './debug-builder.ts';
import { createOpenDlv } from './dlv-connection.ts';
import { findDlv } from './find-dlv.ts';
import { meetRpcClient } from './rpc-client.ts';
import { createOpenRpc } from './rpc-connection.ts';
import { openRpcTarget } from './rpc-target.ts';
import { createDebugSession } from './session.ts';
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
  const folders = { roots: [plan.workspaceRoot, plan.projectRoot], realPath: realPathIfThere };
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
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    acceptClient(socket, meetings);
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
              await tellTaken(
                port,
                `the debugger of ${name} waits at ${at} instead; "debug": ${at} would keep it there`,
              ),
            ];
      return [...moved, { type: 'debugger', state: 'waiting', host: HOST, port: at }];
    }
    if (error.code !== 'EADDRINUSE' || isFixed) {
      const why = error.code === 'EADDRINUSE' ? undefined : error.message;
      return [await tellTaken(at, 'no debugger can attach to this run; give "debug" another port', why)];
    }
  }
  return [await tellTaken(port, 'no debugger can attach to this run; give "debug" a port that is free')];
}

async function tellTaken(port: number, consequence: string, why?: string): Promise<RunEvent> {
  const reason = why ?? `port ${port} is held by ${(await askHolder(port)) ?? UNNAMED}`;
  return { type: 'warning', problem: { message: `debug: ${reason}: ${consequence}` } };
}
