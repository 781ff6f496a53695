import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** What is hurt: the sources, the user's program, the end of the run, or the machine below all. */
export type Group = 'edits' | 'programs' | 'end' | 'machine';

/** One way to hurt a run. It throws where the run does not come through it; the stage asks the last questions. */
export interface Fault {
  readonly name: string;
  readonly group: Group;
  run(stage: Stage, random: Random): Promise<void>;
}

/** Thrown by a fault that this machine can't bring about. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}
