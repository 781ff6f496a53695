import type { FileSet } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { Diagnostic, RunEvent } from '../events/run-event.ts';
import type { FollowDeps } from '../build/follow-command.ts';
import type { StartChild } from '../process/child.ts';
import type { FilePattern } from '../files/file-pattern.ts';

/** How one pass of a step ended. */
export type StepEnd =
  /** Nothing that the step reads has changed: it was not run. */
  | { readonly kind: 'current' }
  | ({ readonly kind: 'generated' } & StepRun)
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      readonly diagnostics: readonly Diagnostic[];
      readonly durationMs: number;
      /** As far as it came; absent: nothing. */
      readonly written?: readonly string[];
    }
  | { readonly kind: 'aborted'; readonly written?: readonly string[] };

/** A step that was run and went well. */
export interface StepRun {
  readonly command: readonly string[];
  /** Absolute paths of the files whose bytes changed, or that were removed; may be empty. */
  readonly written: readonly string[];
  readonly durationMs: number;
}

/** How one pass of all steps ended. `written`: absolute paths of what any of them changed, whatever came of it. */
export type Generation =
  | { readonly kind: 'current' }
  | {
      readonly kind: 'generated';
      readonly steps: readonly NamedRun[];
      readonly written: readonly string[];
      readonly durationMs: number;
    }
  | {
      readonly kind: 'failed';
      /** Those that went well. */
      readonly steps: readonly NamedRun[];
      readonly problem: Problem;
      readonly diagnostics: readonly Diagnostic[];
      readonly written: readonly string[];
      readonly durationMs: number;
    }
  | { readonly kind: 'aborted'; readonly written: readonly string[] };

/** A step that was run, with its name. */
export type NamedRun = StepRun & { readonly name: string };

/** What a step, or all of them, add to the watch set and take out of it. */
export interface Generated {
  /**
   * True if the file at this absolute path holds exactly what was written there last, or is gone because a step removed
   * it: output, not an edit. So for a folder in which nothing has come or gone since a step wrote there. While the
   * step runs that writes there, everything is its own.
   */
  isOwnOutput(path: string): Promise<boolean>;
  /** True if a change of this absolute path could change what is written. Outputs never can. */
  concerns(path: string): boolean;
  /** The directories that must be watched besides the program's own: all that hold what swag reads. */
  directories(): Promise<readonly string[]>;
  /** Other files that are read, and outputs, since those that are deleted or edited are made again. */
  patterns(): readonly FilePattern[];
}

/** One thing that must be written before a build. */
export interface Step extends Generated {
  readonly name: string;
  /** What decides its place among the others. */
  readonly inputs: FileSet;
  readonly outputs: FileSet;
  readonly isBroad?: boolean;
  /**
   * Runs what must be run. Never throws. `report` gets `installing`, `progress`, `waiting` and `warning` events; files that
   * `passedOver` are not inputs.
   */
  generate(
    signal: AbortSignal,
    report: (event: RunEvent) => void,
    passedOver?: readonly FileSet[],
  ): Promise<StepEnd>;
}

/** All that must be written before a build. */
export interface Generator extends Generated {
  /** What the steps write, one set for each, as the tools' own files say since the last pass. */
  outputs(): readonly FileSet[];
  /** Runs the steps that must be run. Never throws. */
  generate(signal: AbortSignal, report: (event: RunEvent) => void): Promise<Generation>;
}

/** The outside world of a generator. */
export interface GeneratorDeps {
  readonly startChild: StartChild;
  /** Kills a process with all below it. */
  readonly killTree: (pid: number) => Promise<void>;
  /** ms. With a wall clock unchanged files need not be read again; any other clock costs only that. */
  readonly now: () => number;
  /** How what takes long is looked at; absent: on this machine. */
  readonly follow?: FollowDeps;
}
