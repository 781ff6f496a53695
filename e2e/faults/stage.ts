import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findGo, testEnvironment } from '../rig/environment.ts';
import { openEventStream, type EventStream } from '../rig/event-stream.ts';
import { findFreePort, holdPort, isFree, type HeldPort } from '../rig/ports.ts';
import { findProcesses, isAlive, kill, type Process } from '../rig/processes.ts';
import { openRunServer } from '../rig/run-server.ts';
import type { Run } from '../rig/run.ts';
import { startTask, type Task } from '../rig/task.ts';
import { createWaiting, type Waiting } from '../rig/waiting.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';
import { followExecution, SENTINEL, type Execution } from './execution.ts';
import { Skipped } from './fault.ts';
import { findStrays, findUncaught } from './left-behind.ts';
import { lives } from './living.ts';

/** How an executor is started. */
export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** Puts words before the command line, or a shell around it. */
  readonly through?: (command: readonly string[]) => readonly [string, ...string[]];
}

/** A workspace with everything that is needed to hurt a run in it, and to ask afterwards how it came through. */
export interface Stage extends Pick<Waiting, 'until' | 'untilSeen'> {
  readonly workspace: Workspace;
  /** True where a try must be short. */
  readonly isQuick: boolean;
  /** How often a fault does the same thing in one try. */
  readonly rounds: number;
  /** Where the processes of the stage put temporary files. */
  readonly temporary: string;
  /** The task's cache folder. */
  readonly cache: string;
  readonly programs: readonly Run[];
  child(name: string): Promise<Run>;
  /** Runs the executor alone, as Nx would call it. */
  execute(options?: GoRunOptions, launch?: Launch): Promise<Execution>;
  /** `nx serve app`. */
  nx(options?: GoRunOptions, launch?: Launch): Promise<Execution>;
  /** A free port, which has to be free again at the end. */
  port(): Promise<number>;
  /** Holds a port in this process until it is let go. */
  hold(port: number): Promise<HeldPort>;
  /** Removes what the program itself has left in the temporary folder. */
  removeTemporary(name: string): void;
  pause(ms: number): Promise<void>;
  /** Everything alive that was started from here, itself or through others. */
  living(): Process[];
  /** Resolves once none of it is alive. */
  allGone(): Promise<void>;
  /** Another workspace, which ends with this one. */
  another(): Promise<Stage>;
  passOver(reason: string): never;
  /** Ends what runs, and gives what is wrong with how things then are. */
  close(): Promise<readonly string[]>;
  /** What was printed and told, for a failure's report. */
  tell(): string;
}

/** The command lines of executors, of nx, of the shells around them, and of what the program starts. */
const EXPECTED = /^(\S*\/)?(node|sh|unshare|nx) |^\/proc\/self\/exe/;

/** Characters of each output that a report shows. */
const SHOWN = 6000;

export async function openStage(isQuick: boolean): Promise<Stage> {
  const executions: Execution[] = [];
  const complaints = new Set<string>();
  const ports: number[] = [];
  const holds: HeldPort[] = [];
  const others: Stage[] = [];
  const tell = (): string =>
    [
      ...executions.map(({ task, events }) => tellExecution(task, events)),
      `── programs\n${server.programs.map(tellProgram).join('\n').slice(-SHOWN)}`,
      ...others.map((other) => other.tell()),
    ].join('\n');
  const waiting = watched(createWaiting(tell), () => checkPrograms());
  const server = await openRunServer(waiting);
  // A socket's path may not be longer than 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'rig-'));
  const temporary = join(folder, 't');
  mkdirSync(temporary);
  const workspace = makeWorkspace('workspace');
  workspace.write(SENTINEL, 'SENTINEL=0\n');
  const mark = randomUUID();
  const env = testEnvironment({
    RIG_ID: mark,
    RIG_ADDRESS: server.address,
    RIG_GO: findGo(),
    TMPDIR: temporary,
  });

  let seen = 0;
  /** One program at a time for each executor, at every moment. */
  const checkPrograms = () => {
    const { programs } = server;
    if (programs.length === seen) return;
    seen = programs.length;
    const alive = programs.filter(({ isClosed, hello }) => !isClosed && lives(hello.pid));
    const most = executions.filter(({ task }) => task.exit === undefined).length;
    if (alive.length > most) {
      complaints.add(
        `${alive.length} programs at once: pid ${alive.map(({ hello }) => hello.pid).join(', ')}`,
      );
    }
  };
  const living = () => findProcesses(mark);
  const strangers = () => {
    const own = new Set(server.programs.map(({ hello }) => hello.pid));
    return living().filter(({ pid, command }) => !own.has(pid) && !EXPECTED.test(command));
  };
  const start = async (command: readonly string[], launch: Launch = {}) => {
    const events = await openEventStream(join(folder, `e${executions.length}`), waiting);
    const [file, ...args] = launch.through?.(command) ?? [process.execPath, ...command.slice(1)];
    const task = startTask(
      { file, args, cwd: workspace.root, env: { ...env, NX_GO_RUN_EVENTS: events.path, ...launch.env } },
      waiting,
    );
    const execution = followExecution(task, events, {
      waiting,
      programs: () => server.programs,
      workspace,
      complain: (complaint) => void complaints.add(complaint),
      strangers,
    });
    executions.push(execution);
    return execution;
  };
  const complete = (options: GoRunOptions): GoRunOptions => ({
    killTimeout: 1000,
    envFile: 'sentinel.env',
    ...options,
  });
  const allGone = () =>
    waiting
      .untilSeen('all processes to be gone', () => (living().length === 0 ? true : undefined), 10_000)
      .then(() => undefined);

  return {
    workspace,
    isQuick,
    rounds: isQuick ? 2 : 4,
    temporary,
    cache: workspace.path('node_modules/.cache/nx-go-run/app/serve'),
    get programs() {
      return server.programs;
    },
    child: server.child,
    until: waiting.until,
    untilSeen: waiting.untilSeen,
    execute: (options = {}, launch) =>
      start(
        [process.execPath, join(import.meta.dirname, '../rig/execute.ts'), JSON.stringify(complete(options))],
        launch,
      ),
    nx: (options = {}, launch) => {
      workspace.configure(complete(options));
      return start([process.execPath, 'node_modules/nx/dist/bin/nx.js', 'serve', 'app'], launch);
    },
    async port() {
      const port = await findFreePort();
      ports.push(port);
      return port;
    },
    async hold(port) {
      const held = await holdPort(port);
      holds.push(held);
      return held;
    },
    removeTemporary: (name) => rmSync(join(temporary, name), { recursive: true, force: true }),
    pause: (ms) => pause(ms),
    living,
    allGone,
    async another() {
      const other = await openStage(isQuick);
      others.push(other);
      return other;
    },
    passOver(reason) {
      throw new Skipped(reason);
    },
    tell,
    async close() {
      const note = (error: unknown) => void complaints.add((error as Error).message.split('\n')[0] ?? '');
      for (const other of others) for (const complaint of await other.close()) complaints.add(complaint);
      const running = executions.filter(({ task }) => task.exit === undefined);
      await Promise.all(running.map((one) => one.end())).catch(note);
      await allGone().catch(note);
      const left = living();
      for (const one of left) {
        complaints.add(`left behind: ${one.pid} ${one.command}`);
        kill(one);
      }
      await waiting
        .untilSeen('killed processes to be gone', () => !left.some(isAlive) || undefined)
        .catch(note);
      for (const held of holds) await held.free().catch(() => undefined);
      for (const port of ports) if (!(await isFree(port))) complaints.add(`port ${port} is not free`);
      const strays = findStrays(workspace.path('node_modules/.cache/nx-go-run'), temporary);
      for (const path of strays) complaints.add(`left behind in the ${path}`);
      for (const { task, course } of executions) {
        const uncaught = findUncaught(task.output);
        if (uncaught !== undefined) complaints.add(`in the output: ${uncaught}`);
        for (const contradiction of course().contradictions) complaints.add(contradiction);
      }
      await server.close();
      for (const { events } of executions) await events.close();
      workspace.delete();
      rmSync(folder, { recursive: true, force: true });
      return [...complaints];
    },
  };
}

/** A waiting that looks itself each time that there is news. */
function watched(waiting: Waiting, look: () => void): Waiting {
  return {
    ...waiting,
    notify() {
      look();
      waiting.notify();
    },
  };
}

function tellProgram({ hello, isClosed }: Run): string {
  return `${isClosed ? 'ended  ' : 'running'} ${JSON.stringify(hello)}`;
}

function tellExecution({ output, exit }: Task, { all }: EventStream): string {
  const ended = exit ? `ended with ${exit.signal ?? exit.code}` : 'not ended';
  const events = all.map(({ time, ...event }) => `${time} ${JSON.stringify(event)}`).join('\n');
  return `── output (${ended})\n${output.slice(-SHOWN)}\n── events\n${events.slice(-SHOWN)}`;
}
