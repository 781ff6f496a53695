import { link, rename, rm } from 'node:fs/promises';
import type { OutputPlan } from '../plan/plan.ts';
import { failure, success, type Result } from '../plan/problem.ts';

/** Who has linked a binary. */
export type Linker = 'go' | 'hot';

/**
 * Puts the new binary in the last one's place: atomic, and the running process keeps its own file. While one
 * that go has not linked takes it, the last that go has linked is kept beside it, for go to link upon.
 */
export async function install(output: OutputPlan, last: Linker, next: Linker): Promise<Result<void>> {
  const { binary, reference } = output;
  try {
    if (last === 'go' && next === 'hot') {
      await rm(reference, { recursive: true, force: true });
      await link(binary, reference).catch(() => undefined);
    }
    await rename(output.next, binary);
    // Where both names are links to one file, rename(2) does nothing and leaves both.
    await rm(output.next, { force: true });
    if (next === 'go') await rm(reference, { recursive: true, force: true });
    return success(undefined);
  } catch (error) {
    return failure(`outputPath: the new binary can't be put in place: ${(error as Error).message}`);
  }
}
