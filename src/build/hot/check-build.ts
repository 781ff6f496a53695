import { stat } from 'node:fs/promises';
import { remove } from '../../files/folders.ts';
import { renamePatiently } from '../../files/patiently.ts';
import { findObstacle } from '../../plan/own-binary.ts';
import type { Plan } from '../../plan/plan.ts';
import { gently } from '../../process/run-command.ts';
import type { System } from '../../process/system.ts';
import type { Verdict } from '../delta/delta.ts';
import { type BuildOutcome, type BuildDeps, goBuild } from '../go-build.ts';
import type { SourceFiles, Stamps } from './contents.ts';
import { isSameProgram } from './same-program.ts';

export type CheckOutcome =
  /** The go command has built the same program. */
  | { readonly kind: 'checked'; readonly durationMs: number }
  /** It has not. What it has built instead lies at `output.next`, if it built. */
  | {
      readonly kind: 'defect';
      /** Which way to build is not taken any more. */
      readonly of: 'hot' | 'delta';
      readonly because: string;
      readonly outcome: BuildOutcome;
    }
  /** The sources have changed meanwhile, or the check was not possible. */
  | { readonly kind: 'undecided' };

export interface CheckDeps extends BuildDeps {
  readonly files: SourceFiles;
  readonly system: Pick<System, 'nice'>;
}

/**
 * Lets the go command build what the hot path has built, which fills Go's cache as well, and compares the two.
 * The result becomes what go links upon. `stamps` are those of the sources that the hot path has read; `compare`
 * compares the binary with `output.next`, by default byte for byte. Gives way to everything else on the machine.
 */
export async function checkBuild(
  plan: Plan,
  stamps: Stamps,
  deps: CheckDeps,
  signal: AbortSignal,
  compare: () => Promise<Verdict> = () => compareBytes(plan.output),
): Promise<CheckOutcome> {
  const { output } = plan;
  const outcome = await goBuild(plan, { ...deps, startChild: gently(deps.startChild, deps.system) }, signal);
  const isBuilt = outcome.kind === 'built';
  let isKept = false;
  try {
    if (signal.aborted || outcome.kind === 'aborted') return { kind: 'undecided' };
    // Before it begins, a build links the last binary to the new name.
    if (isBuilt && (await isSameFile(output.binary, output.next))) return { kind: 'undecided' };
    const verdict: Verdict = isBuilt ? await compare() : { kind: 'other', because: 'go does not build it' };
    if (verdict.kind === 'undecided' || signal.aborted) return { kind: 'undecided' };
    if (verdict.kind === 'same') {
      if (findObstacle(output.reference) !== undefined) return { kind: 'undecided' };
      await renamePatiently(output.next, output.reference);
      return { kind: 'checked', durationMs: outcome.durationMs };
    }
    for (const [path, stamp] of stamps)
      if (deps.files.stamp(path)?.text !== stamp) return { kind: 'undecided' };
    isKept = isBuilt;
    // Without a place in the sources it is the machine that failed, such as a full disk.
    if (outcome.kind === 'failed' && outcome.diagnostics.length === 0) return { kind: 'undecided' };
    const of = verdict.kind === 'delta' ? 'delta' : 'hot';
    return { kind: 'defect', of, because: verdict.because, outcome };
  } catch {
    return { kind: 'undecided' };
  } finally {
    if (!isKept) await remove(output.next, output.cache);
  }
}

async function compareBytes({ binary, next }: Plan['output']): Promise<Verdict> {
  if (await isSameProgram(binary, next)) return { kind: 'same' };
  return { kind: 'other', because: 'go builds another program' };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path, { bigint: true })));
  return a?.ino === b?.ino;
}
