import { linkSync, renameSync, rmSync } from 'node:fs';
import type { OutputPlan } from '../plan/plan.ts';
import { failure, success, type Result } from '../plan/problem.ts';

/** Who has linked a binary. */
export type Linker = 'go' | 'hot';

/**
 * Puts the new binary in the last one's place: atomic, and the running process keeps its own file. While one
 * that go has not linked takes it, the last that go has linked is kept beside it, for go to link upon. Done at
 * once, which takes less than 1 ms: meanwhile the old program ends, and nobody answers.
 */
export function install(output: OutputPlan, last: Linker, next: Linker): Result<void> {
  const { binary, reference } = output;
  try {
    if (last === 'go' && next === 'hot') keep(binary, reference);
    renameSync(output.next, binary);
    // Where both names are links to one file, rename(2) does nothing and leaves both.
    rmSync(output.next, { force: true });
    if (next === 'go') rmSync(reference, { recursive: true, force: true });
    return success(undefined);
  } catch (error) {
    return failure(`outputPath: the new binary can't be put in place: ${(error as Error).message}`);
  }
}

function keep(binary: string, reference: string): void {
  rmSync(reference, { recursive: true, force: true });
  try {
    linkSync(binary, reference);
  } catch {
    // A file system without links: go links the next one from its objects.
  }
}
