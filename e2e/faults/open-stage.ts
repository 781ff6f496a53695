import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findGo, testEnvironment } from '../rig/environment.ts';
import { openEventStream } from '../rig/event-stream.ts';
import { findFreePort, holdPort, type HeldPort } from '../rig/ports.ts';
import { findProcesses, kill } from '../rig/processes.ts';
import { openRunServer } from '../rig/run-server.ts';
import { startTask } from '../rig/task.ts';
import { monitorUncaught } from '../rig/uncaught.ts';
import { createWaiting, type Waiting } from '../rig/waiting.ts';
import { makeWorkspace } from '../rig/workspace.ts';
import { followExecution, SENTINEL, type Execution } from './execution.ts';
import { Skipped } from './fault.ts';
import { askAfterEnd } from './last-questions.ts';
import { lives } from './living.ts';
import { countDeltas, type Deltas, shareLinkers } from './with-deltas.ts';
import type { Launch, Stage } from './stage.ts';
import { tellExecution, tellPrograms } from './tell-stage.ts';

/** The command lines of executors, of nx, of the shells around them, and of what the program starts. */
const EXPECTED = /^(\S*\/)?(node|sh|unshare|nx) |^\/proc\/self\/exe/;

/** Nx's workers for its plugins outlive an Nx that is signalled while it starts them, for as long as they like. */
const OF_NX = /\/plugins\/isolation\/plugin-worker\.js/;

/** Makes a workspace, and all that is needed to run and to watch executors in it. `close` must follow. */
export async function openStage(isQuick: boolean, deltas?: Deltas): Promise<Stage> {
  const executions: Execution[] = [];
  const complaints = new Set<string>();
  const ports: number[] = [];
  const holds: HeldPort[] = [];
  const others: Stage[] = [];
  const tell = (): string =>
    [
      ...executions.map(tellExecution),
      tellPrograms(server.programs),
      ...others.map((other) => other.tell()),
    ].join('\n');
  const waiting = watched(createWaiting(tell), () => checkPrograms());
  const server = await openRunServer(waiting);
  // A socket's path may not be longer than 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'rig-'));
  const temporary = join(folder, 't');
  mkdirSync(temporary);
  const uncaught = join(folder, 'uncaught');
  const workspace = makeWorkspace('workspace');
  workspace.write(SENTINEL, 'SENTINEL=0\n');
  const mark = randomUUID();
  const monitored = monitorUncaught(uncaught);
  const nodeOptions = deltas
    ? { NODE_OPTIONS: shareLinkers(deltas, workspace, monitored['NODE_OPTIONS']) }
    : {};
  const env = testEnvironment({
    RIG_ID: mark,
    RIG_ADDRESS: server.address,
    RIG_GO: findGo(),
    TMPDIR: temporary,
    ...monitored,
    ...nodeOptions,
  });

  const complain = (complaint: string) => void complaints.add(complaint);
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
  const living = () => findProcesses(mark).filter(({ command }) => !OF_NX.test(command));
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
      complain,
      strangers,
      hasDeltas: deltas !== undefined,
    });
    executions.push(execution);
    return execution;
  };
  const complete = (options: GoRunOptions): GoRunOptions => ({
    killTimeout: 1000,
    envFile: 'sentinel.env',
    ...(deltas && { hotBuild: 'delta' }),
    ...options,
  });
  const allGone = () =>
    waiting
      .untilSeen('all processes to be gone', () => (living().length === 0 ? true : undefined), 10_000)
      .then(() => undefined);

  return {
    workspace,
    isQuick,
    rounds: isQuick ? 1 : 4,
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
      const other = await openStage(isQuick, deltas);
      others.push(other);
      return other;
    },
    passOver(reason) {
      throw new Skipped(reason);
    },
    tell,
    linked: () => executions.reduce((sum, { events }) => sum + countDeltas(events.all), 0),
    async close() {
      for (const other of others) for (const complaint of await other.close()) complaints.add(complaint);
      await askAfterEnd({
        waiting,
        workspace,
        temporary,
        executions,
        ports,
        holds,
        uncaught,
        living,
        allGone,
        complain,
      });
      for (const one of findProcesses(mark)) if (OF_NX.test(one.command)) kill(one);
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
