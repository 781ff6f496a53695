import { relative } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import { findMount } from '../watch/mounts.ts';
import type { Exit } from './child.ts';
import type { PortGate } from './port-gate.ts';
import { outputOf, type ProgramRun } from './program-run.ts';

/** A port that somebody else has, or still has. */
export function tellHeldPort(
  port: number | null,
  { kind, holder }: Exclude<PortGate, { kind: 'free' }>,
): RunEvent {
  if (kind === 'given-up') {
    const message = `port ${port} is still held by ${holder}`;
    return { type: 'start-failed', problem: { message, hint: 'The next change tries again.' } };
  }
  const hint = 'Stop it, or give the program another port. It is started as soon as the port is free.';
  return { type: 'waiting', what: `port ${port}, which is held by ${holder}`, hint };
}

export function tellStarted({ program }: Plan, { next, pid, args }: ProgramRun): RunEvent {
  return { type: 'started', cycle: next.cycle, pid, name: program.name, args };
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

/** A program that ended by itself. `restartInMs` where it is started again; `hint` where the cause is known. */
export function tellExit(
  run: ProgramRun,
  exit: Exit,
  { restartInMs, hint }: { readonly restartInMs?: number | undefined; readonly hint?: string | undefined },
): RunEvent {
  const hinted = hint === undefined ? {} : { hint };
  const pause = restartInMs === undefined ? {} : { restartInMs };
  return { type: 'exited', pid: run.pid, exit, ...hinted, ...pause, ...outputOf(run) };
}
