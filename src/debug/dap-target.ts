import { failure, type Result, success } from '../problem.ts';
import type { Command } from '../process/child.ts';
import { withLimit } from '../process/wait-until-gone.ts';
import { setBreakpoints } from './breakpoints.ts';
import { bodiesOf, type DapBody, type DapEvent, isBody } from './dap-message.ts';
import type { DlvConnection, OpenDlv } from './dlv-connection.ts';
import { launchInTime } from './dlv-process.ts';
import { explainLaunch, readExit } from './explain-dlv.ts';
import {
  type DapControl,
  ENDS_WITHIN,
  isConnected,
  superviseTarget,
  type Target,
  type TargetDeps,
  type TargetListener,
} from './target.ts';

/** What is to be debugged, and how the editor wants to see it. */
export interface TargetRequest {
  readonly dlv: string;
  readonly command: Command;
  /** The arguments of the editor's `initialize`. */
  readonly client: DapBody;
  /** Parts of its `attach` that say how values are shown. */
  readonly view: DapBody;
}

export interface DapTargetDeps extends TargetDeps {
  readonly openDlv: OpenDlv;
  /** Aborted at the end of the run. */
  readonly signal: AbortSignal;
}

/** The first stack frame of this thread of the editor's stands for all. */
const ANY_THREAD = 1;

/**
 * Launches a program under a dlv, which holds it. Fails where dlv can't be started, refuses or hangs. Undefined where it
 * was aborted.
 */
export async function openTarget(
  request: TargetRequest,
  listener: TargetListener,
  deps: DapTargetDeps,
): Promise<Result<Target> | undefined> {
  const opened = await deps.openDlv(request.dlv, request.command, deps.signal);
  if (!opened?.ok) return opened;
  const connection = opened.value;
  const pid = await launchInTime(request.dlv, connection, launch(connection, request, deps), deps);
  return pid?.ok ? success(controlByDap(connection, pid.value, listener, deps)) : pid;
}

/** Gives the program's pid. */
async function launch(
  connection: DlvConnection,
  { dlv, command, client, view }: TargetRequest,
  { timers }: TargetDeps,
): Promise<Result<number>> {
  const initialized = Promise.withResolvers<void>();
  const pid = Promise.withResolvers<number>();
  connection.follow((event) => {
    if (event.event === 'initialized') initialized.resolve();
    if (event.event === 'process') pid.resolve(Number(event.body?.['systemProcessId']));
  });
  const own = { clientID: 'nx-go-run', adapterID: 'go', supportsRunInTerminalRequest: false };
  await connection.request('initialize', { ...client, ...own });
  const { file: program, args, cwd } = command;
  const wanted = { ...view, request: 'launch', mode: 'exec', program, args, cwd, stopOnEntry: false };
  const launched = await connection.request('launch', wanted);
  if (!launched.success) {
    connection.kill('SIGKILL');
    const ended = await withLimit(connection.ended, ENDS_WITHIN, timers);
    return failure(...explainLaunch(dlv, launched, ended));
  }
  const isGone = await Promise.race([
    Promise.all([initialized.promise, pid.promise]).then(() => false),
    connection.ended.then(() => true),
  ]);
  return isGone ? failure('dlv has ended while it was starting the program') : success(await pid.promise);
}

function controlByDap(
  connection: DlvConnection,
  pid: number,
  listener: TargetListener,
  deps: TargetDeps,
): Target {
  const breakpoints = setBreakpoints(
    connection,
    () => isConnected(states.state) && states.state.kind !== 'alone',
  );
  const goOn = (threadId: number) => void connection.request('continue', { threadId });

  const control: DapControl = {
    protocol: 'dap',
    hasSet: (wish) => breakpoints.has(wish),
    set: (wish) => breakpoints.set(wish),
    async resume(command, args) {
      const before = states.state;
      if (before.kind === 'stopped') states.become({ kind: 'running' });
      const resumed = states.state;
      const answer = await connection.request(command, args);
      if (!answer.success && before.kind === 'stopped' && states.isStill(resumed)) states.become(before);
      return answer;
    },
    ask: (command, args) => connection.request(command, args),
  };
  const held = {
    pid,
    control,
    dlvEnded: connection.ended,
    killDlv: (signal: NodeJS.Signals) => connection.kill(signal),
    begin: () => void connection.request('configurationDone'),
    letGo(before: Target['state']) {
      void breakpoints.clear().then(() => {
        if (before.kind === 'stopped') goOn(before.threadId);
        if (before.kind === 'held') void connection.request('configurationDone');
      });
    },
  };
  const supervised = superviseTarget(held, listener, deps);
  const { target, states } = supervised;

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
    states.become({ kind: 'stopped', threadId });
    breakpoints.setDue();
    const hit = body['hitBreakpointIds'];
    const ids = Array.isArray(hit) ? { hitBreakpointIds: hit.map((id) => breakpoints.idOf(id)) } : {};
    listener.onEvent(target, { type: 'event', event: 'stopped', body: { ...body, ...ids } });
    void tellStop(threadId, typeof body['reason'] === 'string' ? body['reason'] : 'pause');
  };
  connection.follow((event: DapEvent) => {
    const { body = {} } = event;
    switch (event.event) {
      case 'process':
      case 'initialized':
      case 'capabilities':
        return;
      case 'stopped':
        return onStop(body);
      case 'exited':
        return supervised.noteExit(readExit(Number(body['exitCode'])));
      // It comes twice, and dlv stays until it is told to disconnect.
      case 'terminated':
        void connection.request('disconnect');
        return supervised.end();
      case 'breakpoint': {
        const one = isBody(body['breakpoint']) ? body['breakpoint'] : {};
        const changed = { ...body, breakpoint: { ...one, id: breakpoints.idOf(one['id']) } };
        return listener.onEvent(target, { ...event, body: changed });
      }
      case 'output':
        if (isNoise(body['output'])) return;
    }
    listener.onEvent(target, event);
  });
  return target;
}

/** What dlv says of itself, not of the program. */
function isNoise(output: unknown): boolean {
  return typeof output === 'string' && /^(Type 'dlv help'|Detaching|Process \d+ has exited)/.test(output);
}
