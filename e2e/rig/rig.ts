import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { thisSystem } from '../../src/process/system.ts';
import { findGo, testEnvironment } from './environment.ts';
import { type Editor, openEditor } from './editor.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import { findProcesses, isAlive, kill, type Process } from './processes.ts';
import { openRpcClient, type RpcClient } from './rpc-client.ts';
import { openRunServer, type RunServer } from './run-server.ts';
import { removeStreamSocket } from './stream-socket.ts';
import { startTask, type Task } from './task.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { monitorUncaught, readUncaught } from './uncaught.ts';
import { createWaiting, type Waiting } from './waiting.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

// Each wait of the rig has a bound of its own, which says more. The long runs use the rig without Jest.
if (process.env['JEST_WORKER_ID'] !== undefined) (await import('@jest/globals')).jest.setTimeout(300_000);

/** A workspace, the socket of its programs, and the tasks that a test starts in it. */
export interface Rig
  extends
    Pick<RunServer, 'programs' | 'nextRun' | 'nextBuild' | 'child'>,
    Pick<Waiting, 'until' | 'untilSeen'> {
  readonly workspace: Workspace;
  readonly events: EventStream;
  /** `nx …` in the workspace. */
  nx(args: readonly string[], env?: Readonly<Record<string, string>>): Task;
  /** Any program, in the workspace. */
  command(file: string, args: readonly string[]): Task;
  /** A script of bash in a folder of the workspace; it ends with the first command that fails. */
  shell(script: string, folder: string, env?: Readonly<Record<string, string>>): Task;
  /** An editor that is connected to a debugger's port. */
  editor(port: number): Promise<Editor>;
  /** A client of delve's JSON-RPC that is connected to one. */
  rpcClient(port: number): Promise<RpcClient>;
  /** `nx …` in the workspace, on a real terminal. */
  terminal(args: readonly string[], env?: Readonly<Record<string, string>>): Terminal;
  /** The executor alone, as Nx would call it: half the time of a start through Nx. */
  execute(
    options: GoRunOptions,
    env?: Readonly<Record<string, string>>,
    /** Puts words before the command line. */
    through?: (command: readonly string[]) => readonly [string, ...string[]],
  ): Task;
  /** Everything alive that the test has started, itself or through others. */
  leftovers(): Process[];
  /** Resolves once nothing of it is alive. */
  allGone(): Promise<void>;
  /** Stops the tasks, and fails if they leave anything behind. */
  end(): Promise<void>;
}

export interface RigOptions {
  /** The name of the workspace's folder. */
  readonly folder?: string;
  readonly options?: GoRunOptions;
  /** Makes the workspace; default: the one with the rig's program. */
  readonly make?: (name: string) => Workspace;
}

/** Makes a workspace and all that is needed to watch a task in it. `end` must follow. */
export async function openRig({
  folder = 'workspace',
  options,
  make = makeWorkspace,
}: RigOptions = {}): Promise<Rig> {
  const tasks: Task[] = [];
  const terminals: Terminal[] = [];
  const tell = () =>
    [
      ...tasks.map(({ output }) => `── output\n${output}`),
      ...terminals.map(({ coloured }) => `── screen\n${coloured}`),
      `── events\n${events.all.map((event) => JSON.stringify(event)).join('\n')}`,
    ].join('\n');
  const waiting = createWaiting(tell);
  // First, since it may fail, and a server that nobody closes keeps Jest from ending.
  const workspace = make(folder);
  if (options) workspace.configure(options);
  const server = await openRunServer(waiting);
  // A socket's path may not be longer than 107 bytes.
  const sockets = mkdtempSync(join(tmpdir(), 'rig-'));
  const uncaught = join(sockets, 'uncaught');
  const events = await openEventStream(eventsPath(sockets), waiting);
  const mark = randomUUID();
  const env = testEnvironment({
    RIG_ID: mark,
    RIG_ADDRESS: server.address,
    RIG_GO: findGo(),
    NX_GO_RUN_EVENTS: events.path,
    ...monitorUncaught(uncaught),
  });

  const start = (
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    file = process.execPath,
    cwd = workspace.root,
  ) => {
    const task = startTask({ file, args, cwd, env: { ...env, ...more } }, waiting);
    tasks.push(task);
    return task;
  };
  const leftovers = () => findProcesses(mark);
  const allGone = () =>
    waiting
      .untilSeen('all processes to be gone', () => (leftovers().length === 0 ? true : undefined), 10_000)
      .then(() => undefined);

  /** Asks it to end; once more where that came while its program was being stopped, as it may be the program's own. */
  const endTask = (task: Task) => {
    const before = task.output.length;
    let isAskedAgain = false;
    task.signal('SIGTERM');
    return waiting.until(`the end of ${task.pid}`, () => {
      if (!isAskedAgain && task.output.slice(before).includes('unless a second one comes')) {
        isAskedAgain = true;
        task.signal('SIGTERM');
      }
      return task.exit;
    });
  };

  return {
    workspace,
    events,
    get programs() {
      return server.programs;
    },
    nextRun: server.nextRun,
    nextBuild: server.nextBuild,
    child: server.child,
    until: waiting.until,
    untilSeen: waiting.untilSeen,
    nx: (args, more) => start([findNx(workspace), ...args], more),
    command: (file, args) => start(args, {}, file),
    shell: (script, at, more) => start(['-ec', script], more, 'bash', workspace.path(at)),
    editor: (port) => openEditor(port, waiting),
    rpcClient: (port) => openRpcClient(port, waiting),
    terminal(args, more = {}) {
      const command = { file: process.execPath, args: [findNx(workspace), ...args], cwd: workspace.root };
      const terminal = openTerminal(
        { ...command, env: { ...env, ...more, TERM: 'tmux-256color' } },
        sockets,
        waiting,
      );
      terminals.push(terminal);
      return terminal;
    },
    execute(given, more, through = (command) => command as readonly [string, ...string[]]) {
      const script = join(import.meta.dirname, 'execute.ts');
      const [file, ...args] = through([process.execPath, script, JSON.stringify(given)]);
      return start(args, more, file);
    },
    leftovers,
    allGone,
    async end() {
      const complaints: string[] = [];
      const note = (error: unknown) => void complaints.push((error as Error).message);
      await Promise.all(tasks.map(endTask)).catch(note);
      await Promise.all(terminals.map((terminal) => terminal.close())).catch(note);
      await allGone().catch(note);
      const left = leftovers();
      for (const one of left) kill(one);
      await waiting
        .untilSeen('killed processes to be gone', () => !left.some(isAlive) || undefined)
        .catch(note);
      complaints.push(...left.map(({ pid, command }) => `left behind: ${pid} ${command}`));
      complaints.push(...(readUncaught(uncaught)?.split('\n', 3) ?? []));
      const lastRun = events.all.slice(events.all.findLastIndex(({ type }) => type === 'building'));
      const socket = removeStreamSocket(workspace.root, lastRun);
      if (socket !== undefined) complaints.push(`left behind: ${socket}`);
      // Windows has ended the tasks by force: what they were at then is removed by their next start.
      const stray = thisSystem.asksPolitely ? strayFiles(workspace) : [];
      complaints.push(...stray.map((path) => `left behind: ${path}`));
      // For whoever looks into a failed expectation: only waits show it by themselves.
      if (process.env['RIG_SHOW']) process.stderr.write(`${tell()}\n`);
      await server.close();
      await events.close();
      workspace.delete();
      rmSync(sockets, { recursive: true, force: true });
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    },
  };
}

/** Where a task is to write its events; Windows has pipes in a space of their own. */
function eventsPath(folder: string): string {
  return thisSystem.stream === 'pipe' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'events');
}

/** The script that `npx nx` would run; Nx 22 has it elsewhere than 24. */
function findNx(workspace: Workspace): string {
  const { bin } = JSON.parse(workspace.read('node_modules/nx/package.json')) as { bin: { nx: string } };
  return join('node_modules/nx', bin.nx);
}

/** Files that a build leaves where it was not cleaned up. */
export function strayFiles(workspace: Workspace): string[] {
  const cache = workspace.path('node_modules/.cache/nx-go-run');
  if (!existsSync(cache)) return [];
  const paths = readdirSync(cache, { recursive: true, encoding: 'utf8' });
  // An unfinished binary, a build's temporary folder.
  return paths.filter((path) => /^(\..*\.next(\.exe)?|tmp-\d+)$/.test(basename(path)));
}
