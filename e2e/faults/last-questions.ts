import { isFree, type HeldPort } from '../rig/ports.ts';
import { isAlive, kill } from '../rig/processes.ts';
import { readUncaught } from '../rig/uncaught.ts';
import { removeStreamSocket } from '../rig/stream-socket.ts';
import type { Waiting } from '../rig/waiting.ts';
import type { Workspace } from '../rig/workspace.ts';
import type { Execution } from './execution.ts';
import { findStrays, findUncaught } from './left-behind.ts';
import type { Stage } from './stage.ts';

/** What is asked about, and where a complaint goes. */
export interface Asked extends Pick<Stage, 'living' | 'allGone' | 'temporary'> {
  readonly waiting: Waiting;
  readonly workspace: Workspace;
  readonly executions: readonly Execution[];
  readonly ports: readonly number[];
  readonly holds: readonly HeldPort[];
  /** File that each Node process notes in what it has not caught. */
  readonly uncaught: string;
  readonly complain: (complaint: string) => void;
}

/** The first line of each note, see uncaught-monitor.cjs. */
const UNCAUGHT = /^uncaught.*|^unhandled.*/gm;
/**
 * Nx itself passes its tasks' output on through a pipe without a listener for errors, and ends so where nobody reads;
 * and so does its plugin worker, by its socket, where Nx ends while the project graph is made.
 */
const OF_NX =
  /^uncaughtException in (nx\.js: Error: write EPIPE|plugin-worker\.js: Error: (write EPIPE|read ECONNRESET))/;

/** Ends what runs, and asks the questions that are asked after every fault. Never rejects for what it finds. */
export async function askAfterEnd(asked: Asked): Promise<void> {
  const { waiting, workspace, temporary, executions, ports, holds, living, allGone, complain } = asked;
  const note = (error: unknown) => complain((error as Error).message.split('\n')[0] ?? '');
  const running = executions.filter(({ task }) => task.exit === undefined);
  await Promise.all(running.map((one) => one.end())).catch(note);
  await allGone().catch(note);
  const left = living();
  for (const one of left) {
    complain(`left behind: ${one.pid} ${one.command}`);
    kill(one);
  }
  await waiting.untilSeen('killed processes to be gone', () => !left.some(isAlive) || undefined).catch(note);
  for (const held of holds) await held.free().catch(() => undefined);
  for (const port of ports) if (!(await isFree(port))) complain(`port ${port} is not free`);
  const socket = removeStreamSocket(workspace.root, executions.at(-1)?.events.all);
  if (socket !== undefined) complain(`left behind: ${socket}`);
  const strays = findStrays(workspace.path('node_modules/.cache/nx-go-run'), temporary);
  for (const path of strays) complain(`left behind in the ${path}`);
  for (const line of readUncaught(asked.uncaught)?.match(UNCAUGHT) ?? [])
    if (!OF_NX.test(line)) complain(line);
  for (const { task, course } of executions) {
    const uncaught = findUncaught(task.output);
    if (uncaught !== undefined) complain(`in the output: ${uncaught}`);
    for (const contradiction of course().contradictions) complain(contradiction);
  }
}
