import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { findObstacle } from '../plan/own-binary.ts';
import type { OutputPlan } from '../plan/plan.ts';
import { failure, success, type Result } from '../plan/problem.ts';

/** Who has linked a binary. */
export type Linker = 'go' | 'hot';

/**
 * Puts the new binary in the last one's place; the running process keeps its own file. While one that go has not
 * linked takes it, the last that go has linked is kept beside it, for go to link upon. Done at once, which takes
 * less than 1 ms: meanwhile the old program ends, and nobody answers.
 *
 * The last one is put aside, not replaced, since an old program that closes a database with fsync(2) waits for all
 * that goes to the disk: ext4 writes a file at once that is renamed over another (`auto_da_alloc` in ext4(5)), and
 * gives a file's blocks back where its last process ends and it has no name any more.
 */
export function install(output: OutputPlan, last: Linker, next: Linker): Result<void> {
  const { binary, replaced, reference } = output;
  try {
    // Without a new one the last one stays.
    statSync(output.next);
    // Another build may have put something there since the last swap.
    for (const path of [binary, reference]) {
      const obstacle = findObstacle(path);
      if (obstacle !== undefined)
        return failure(
          `outputPath: ${path} ${obstacle}`,
          'Move it away, or set outputPath to another folder.',
        );
    }
    const isReference = last === 'go' && next === 'hot';
    if (isReference) rmSync(reference, { force: true });
    if (existsSync(binary)) renameSync(binary, isReference ? reference : replaced);
    renameSync(output.next, binary);
    // Where both names are links to one file, rename(2) does nothing and leaves both.
    rmSync(output.next, { force: true });
    if (next === 'go') rmSync(reference, { force: true });
    return success(undefined);
  } catch (error) {
    return failure(`outputPath: the new binary can't be put in place: ${(error as Error).message}`);
  }
}
