import { setPriority } from 'node:os';
import type { Command, Ended, StartChild } from './child.ts';
import { awaitNewsOfEnd } from './news-of-end.ts';
import type { System } from './system.ts';

export interface RunDeps {
  readonly startChild: StartChild;
  /** Kills a process with all below it. */
  readonly killTree: (pid: number) => Promise<void>;
}

/**
 * Runs a command to its end, or kills it and all below it when `signal` aborts, so that nothing of it writes any more
 * when this returns. Gives how it ended, or null where it was aborted. Never throws.
 */
export async function runCommand(
  command: Command,
  { startChild, killTree }: RunDeps,
  signal: AbortSignal,
): Promise<Ended | null> {
  if (signal.aborted) return null;
  const child = startChild(command);
  let killed: Promise<void> | undefined;
  const kill = () => {
    killed = child.pid === undefined ? undefined : killTree(child.pid).catch(() => child.kill('SIGKILL'));
  };
  signal.addEventListener('abort', kill, { once: true });
  const ended = await child.ended;
  signal.removeEventListener('abort', kill);
  await killed;
  await awaitNewsOfEnd(ended, signal);
  return signal.aborted ? null : ended;
}

/** How a command with a limit was left. */
export type LimitedRun =
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timed-out'; readonly limit: number };

/** ms. swag with dependencies has been reported to take minutes; no generator needs longer than this. */
const LONGEST = 15 * 60_000;

/** The same for a command that is killed after `limit` ms, too. Never throws. */
export async function runWithLimit(
  command: Command,
  deps: RunDeps,
  signal: AbortSignal,
  limit: number = LONGEST,
): Promise<LimitedRun> {
  const ended = await runCommand(command, deps, AbortSignal.any([signal, AbortSignal.timeout(limit)]));
  if (ended) return { kind: 'ended', ended };
  return signal.aborted ? { kind: 'aborted' } : { kind: 'timed-out', limit };
}

/**
 * Starts commands, and with them all that they start, below what else runs on the machine: by nice(1), or where the
 * system has none by the priority of the process, which Windows gives to what that starts. `by`: 0 to 19.
 */
export function gently(startChild: StartChild, { nice }: Pick<System, 'nice'>, by = 10): StartChild {
  if (nice !== undefined)
    return (command) =>
      startChild({ ...command, file: nice, args: ['-n', String(by), command.file, ...command.args] });
  return (command) => {
    const child = startChild(command);
    try {
      if (child.pid !== undefined) setPriority(child.pid, by);
    } catch {
      // It has ended already, or may not be changed: then it runs as all do.
    }
    return child;
  };
}
