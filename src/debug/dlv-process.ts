import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure, type Result } from '../problem.ts';
import type { Child, Exit } from '../process/child.ts';
import type { KillTree } from '../process/kill-tree.ts';
import { type Timers, withLimit } from '../process/wait-until-gone.ts';
import { tellHang } from './explain-dlv.ts';

/** A dlv, whichever protocol it speaks. */
export interface DlvProcess {
  /** Resolves once dlv's process has ended. */
  readonly ended: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Kills dlv with what it has started, and resolves once that is gone. Never rejects. */
  killTree(): Promise<void>;
}

/** Follows the process of one that has been started. */
export function followDlv(child: Child, killTree: KillTree): DlvProcess {
  return {
    ended: child.ended.then(({ exit }) => exit),
    kill: (signal) => child.kill(signal),
    killTree: async () => void (child.pid !== undefined && (await killTree(child.pid))),
  };
}

/** How long dlv may take to launch a program, in ms: 220 to 1100 where nothing else runs. */
const LAUNCHES_WITHIN = 30_000;

/**
 * Gives what came of a launch, as long as it comes in time: a dlv that hangs is killed with what it has started. Undefined
 * where it was aborted.
 */
export async function launchInTime<T>(
  dlv: string,
  process: DlvProcess,
  launch: Promise<Result<T>>,
  { timers, signal }: { readonly timers: Timers; readonly signal: AbortSignal },
): Promise<Result<T> | undefined> {
  const launched = await withLimit(launch, LAUNCHES_WITHIN, timers, signal);
  if (launched !== undefined) return launched;
  await process.killTree();
  return signal.aborted ? undefined : tellHang(dlv, LAUNCHES_WITHIN);
}

/** Gives the path of a socket in a folder that only this user can enter, and removes that at the end. */
export async function atPrivateSocket<T>(
  use: (path: string) => Promise<Result<T> | undefined>,
): Promise<Result<T> | undefined> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(chooseFolder(), 'go-run-dlv-'));
    return await use(join(folder, 's'));
  } catch (error) {
    return failure(`dlv can't be started: ${(error as Error).message}`);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A socket's path may have 107 bytes on Linux, 103 on macOS (unix(7)). */
function chooseFolder(): string {
  return tmpdir().length > 60 ? '/tmp' : tmpdir();
}
