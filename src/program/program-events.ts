import { relative } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../events/run-event.ts';
import { findMount } from '../files/mounts.ts';
import type { Exit } from '../process/child.ts';
import type { ProcessDescription } from '../process/process-table.ts';
import type { PortWait } from './wait-for-port.ts';
import { outputOf, type ProgramRun } from './program-run.ts';

/** A port that somebody else has, or still has. */
export function tellHeldPort(
  port: number | null,
  { kind, holder }: Exclude<PortWait, { kind: 'free' }>,
): RunEvent {
  if (kind === 'given-up') {
    const message = `port ${port} is still held by ${holder}`;
    return { type: 'start-failed', problem: { message, hint: 'The next change tries again.' } };
  }
  const hint = 'Stop it, or give the program another port. It is started as soon as the port is free.';
  return { type: 'waiting', what: `port ${port}, which is held by ${holder}`, hint };
}

/** `stillRunning`: beside another process of the program. */
export function tellStarted(
  { program }: Plan,
  { next, pid, args }: ProgramRun,
  stillRunning: boolean,
): RunEvent {
  const other = stillRunning ? { stillRunning } : {};
  return { type: 'started', cycle: next.cycle, pid, name: program.name, args, ...other };
}

/** A binary that the system does not start. `mounts` is the text of /proc/mounts, empty where there is none. */
export function tellNotStarted({ output }: Plan, exit: Exit, mounts: string): RunEvent {
  const reason = exit.kind === 'not-started' ? exit.reason : 'it ended at once';
  const message = `${output.binary} can't be started: ${reason}`;
  const mount = findMount(mounts, output.binary);
  if (mount?.options.includes('noexec') !== true) return { type: 'start-failed', problem: { message } };
  const hint = `${mount.at} is a file system that is mounted noexec: set outputPath to a folder where programs may run.`;
  return { type: 'start-failed', problem: { message, hint } };
}

export function tellMissingEnvFiles({ workspaceRoot }: Plan, missing: readonly string[]): RunEvent {
  const message = `envFile: there is no ${missing.map((path) => relative(workspaceRoot, path)).join(', ')}`;
  return { type: 'warning', problem: { message, hint: 'It is read once it is there.' } };
}

export function tellSurvivors(pids: readonly number[]): RunEvent {
  const message = `these processes do not end: pid ${pids.join(', ')}`;
  return { type: 'start-failed', problem: { message, hint: 'Kill them by hand.' } };
}

/** Something that the program had put into the background, out of the reach of whoever ends the program alone. */
export function tellDaemon({ pid, command }: ProcessDescription): RunEvent {
  const message = `ended ${command} (pid ${pid}), which the program had left in the background`;
  return { type: 'warning', problem: { message } };
}

/** The port that the program had, after its end. */
export function tellKeptPort(port: number, holder: string): RunEvent {
  const message = `port ${port} is still held by ${holder}, though the program has ended`;
  const hint =
    'If the program has started it, it is to end it, too: nothing here tells that it is one of its processes.';
  return { type: 'warning', problem: { message, hint } };
}

/** What else there is to say of an end. */
interface ExitDetails {
  readonly restartInMs?: number | undefined;
  readonly hint?: string | undefined;
  /** True where it has handed its work to another process. */
  readonly stillRunning?: boolean | undefined;
}

/** A program that ended by itself. `restartInMs` where it is started again; `hint` where the cause is known. */
export function tellExit(
  run: ProgramRun,
  exit: Exit,
  { restartInMs, hint, stillRunning }: ExitDetails,
): RunEvent {
  const hinted = hint === undefined ? {} : { hint };
  const pause = restartInMs === undefined ? {} : { restartInMs };
  const other = stillRunning === undefined ? {} : { stillRunning };
  return { type: 'exited', pid: run.pid, exit, ...hinted, ...pause, ...other, ...outputOf(run) };
}
