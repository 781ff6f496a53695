import type { Problem } from '../plan/problem.ts';
import type { Diagnostic, RunEvent } from '../progress/run-event.ts';
import type { StartChild } from '../supervise/child.ts';

/** How one pass of the generator ended. */
export type Generation =
  /** Nothing that the generator reads has changed: it was not run. */
  | { readonly kind: 'current' }
  | {
      readonly kind: 'generated';
      readonly command: readonly string[];
      /** Absolute paths of the files whose bytes changed; may be empty. */
      readonly written: readonly string[];
      readonly durationMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      readonly diagnostics: readonly Diagnostic[];
      readonly durationMs: number;
    }
  | { readonly kind: 'aborted' };

/** What must be written before a build. */
export interface Generator {
  /** Runs what must be run. Never throws. `report` gets `installing` and `warning` events. */
  generate(signal: AbortSignal, report: (event: RunEvent) => void): Promise<Generation>;
  /**
   * True if the file at this absolute path holds exactly what this generator itself wrote last: its own
   * output, not an edit. With a command instead of swag this covers every file below the output folder
   * and the pack file's folder that the command touched; while it runs, the answer waits for its end.
   */
  isOwnOutput(path: string): Promise<boolean>;
  /** True if a change of this absolute path could change the specification. Outputs never can. */
  concerns(path: string): boolean;
  /** The directories that must be watched besides the program's own: all that hold what swag reads. */
  directories(): Promise<readonly string[]>;
}

/** The outside world of a generator. */
export interface GeneratorPorts {
  readonly startChild: StartChild;
  /** Kills a process with all below it. */
  readonly killTree: (pid: number) => Promise<void>;
  /** ms. With a wall clock unchanged files need not be read again; any other clock costs only that. */
  readonly now: () => number;
}
