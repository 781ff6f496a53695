import { rename, rm } from 'node:fs/promises';
import type { OutputPlan } from '../plan/plan.ts';
import { failure, success, type Result } from '../plan/problem.ts';

/** Puts the new binary in the last one's place: atomic, and the running process keeps its own file. */
export async function install(output: OutputPlan): Promise<Result<void>> {
  try {
    await rename(output.next, output.binary);
    // Where both names are links to one file, rename(2) does nothing and leaves both.
    await rm(output.next, { force: true });
    return success(undefined);
  } catch (error) {
    return failure(`outputPath: the new binary can't be put in place: ${(error as Error).message}`);
  }
}
