import type { RunEvent, Stage } from '../events/run-event.ts';
import type { ModuleSources } from '../plan/plan.ts';
import type { Command, StartChild } from '../process/child.ts';
import { type LimitedRun, type RunDeps, runWithLimit } from '../process/run-command.ts';
import { type Timers, timers } from '../process/wait-until-gone.ts';
import { type BuildParts, type BuildPhases, followPhases } from './build-phases.ts';
import { followDownloads } from './downloads.ts';
import { type GoLook, lookAtGo } from './look-at-go.ts';

/** A command that may take long. */
export interface LongCommand {
  readonly during: 'build' | 'generate';
  /** As it is shown. */
  readonly what: string;
  /** Its GOTMPDIR, if it is a go command that builds and has one of its own. */
  readonly temporary?: string;
  /** Where it takes modules from, if it is a go command. */
  readonly modules?: ModuleSources | undefined;
  /** How many packages it compiles at most, where that is known by now. */
  readonly countPackages?: (() => number | undefined) | undefined;
}

export interface FollowDeps extends Timers {
  readonly followPhases: (temporary: string, now: () => number) => BuildPhases;
  readonly look: (pid: number) => GoLook;
}

/** This machine's. */
export const followDeps: FollowDeps = { ...timers, followPhases, look: lookAtGo };

/** What is told of a command while it runs. */
export interface Followed<D extends RunDeps> {
  /** With them the command is to be run. */
  readonly deps: D;
  /** Gives what its time went into, if it has just ended. */
  end(): BuildParts;
}

/** ms; who waits so long wants to know what for. */
const LONG = 2000;
/** Between two events, in ms. */
const INTERVAL = 1000;

/** Reports how far a command is, once it has taken 2 s, and once who keeps it waiting, if that is a network. */
export function followCommand<D extends RunDeps>(
  command: LongCommand,
  runDeps: D,
  report: (event: RunEvent) => void,
  deps: FollowDeps = followDeps,
): Followed<D> {
  const { during, what, temporary, modules, countPackages } = command;
  const { now, wait } = deps;
  const began = now();
  const over = new AbortController();
  const phases = temporary === undefined ? undefined : deps.followPhases(temporary, now);
  const downloads = followDownloads(modules, began, now);
  let pid: number | undefined;

  const findStage = (): Stage | undefined => {
    const seen = pid === undefined ? undefined : deps.look(pid);
    const { begun, compiled, links } = phases?.count() ?? { begun: 0, compiled: 0, links: false };
    if (links) return { kind: 'linking' };
    if (begun === 0) return downloads.look(seen, report) ?? (phases && { kind: 'loading' });
    const most = countPackages?.();
    const of = most === undefined ? {} : { most };
    return { kind: 'compiling', compiled, ...of, now: seen?.compiling ?? [] };
  };
  const tell = async () => {
    for (let pause = LONG; ; pause = INTERVAL) {
      await wait(pause, over.signal);
      if (over.signal.aborted) return;
      const stage = findStage();
      report({ type: 'progress', during, what, ms: now() - began, ...(stage && { stage }) });
    }
  };
  void tell();
  const startChild: StartChild = (started) => {
    const child = runDeps.startChild({ ...started, listener: { onLine: downloads.onLine } });
    pid = child.pid;
    return child;
  };
  return {
    deps: { ...runDeps, startChild },
    end() {
      over.abort();
      const parts = phases?.parts() ?? {};
      phases?.close();
      return parts;
    },
  };
}

/** Runs a command that is limited in time, and reports how far it is. Without `follow` this machine is looked at. */
export async function runFollowed(
  command: Command,
  long: Omit<LongCommand, 'during'>,
  deps: RunDeps & { readonly follow?: FollowDeps },
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<LimitedRun> {
  const followed = followCommand({ during: 'generate', ...long }, deps, report, deps.follow);
  const run = await runWithLimit(command, followed.deps, signal);
  followed.end();
  return run;
}
