import type { Problem } from '../../plan/problem.ts';
import type { Action, Diagnostic, Durations, Via } from '../../progress/run-event.ts';
import type { Exit } from '../../supervise/child.ts';

/** The process of the program, as far as the events tell. Times in ms since 1970. */
export type ProgramState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'starting' | 'ready';
      readonly pid: number;
      readonly cycle: number;
      /** When it was started. */
      readonly since: number;
      readonly baseUrl?: string;
    }
  | { readonly kind: 'ended'; readonly pid: number; readonly since: number };

/** What the run is at, from the moment `since`. */
export interface Doing {
  readonly kind:
    'resting' | 'preparing' | 'building' | 'swapping' | 'starting' | 'waiting' | 'stopping' | 'over';
  readonly since: number;
  /** What is waited for. */
  readonly what?: string;
}

/** Code that does not become a program. */
export type CodeError = { readonly at: number; readonly cycle: number; readonly stillRunning: boolean } & (
  | {
      readonly kind: 'build';
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      readonly hint?: string;
    }
  | { readonly kind: 'generate'; readonly diagnostics: readonly Diagnostic[]; readonly problem: Problem }
);

/** A program that does not run, or not as it is expected to; or a run that is over because of a problem. */
export type ProgramError = { readonly at: number } & (
  | {
      readonly kind: 'crash';
      readonly pid: number;
      readonly exit: Exit;
      readonly output: readonly string[];
      readonly hint?: string;
      readonly restartInMs?: number;
    }
  | { readonly kind: 'start' | 'slow' | 'failed'; readonly problem: Problem }
);

export type FrontError = CodeError | ProgramError;

/** One pass, as the page of cycles shows it. */
export interface CycleRecord {
  readonly cycle: number;
  readonly began: number;
  /** The first changed file and the imports by which it matters; empty for the first build. */
  readonly why: string;
  readonly asked: readonly Action[];
  readonly outcome:
    'running' | 'aborted' | 'unchanged' | 'failed' | 'started' | 'ready' | 'slow' | 'ended' | 'not-started';
  readonly via?: Via['kind'];
  readonly durations: Durations;
}

/** What pages and clients show of a run. */
export interface FrontState {
  readonly program: ProgramState;
  readonly doing: Doing;
  readonly codeError: CodeError | null;
  readonly programError: ProgramError | null;
  /** Oldest first. */
  readonly cycles: readonly CycleRecord[];
}

/** The state before anything has happened. */
export function emptyState(now: number): FrontState {
  return {
    program: { kind: 'none' },
    doing: { kind: 'preparing', since: now },
    codeError: null,
    programError: null,
    cycles: [],
  };
}

/** What has to be mended first: without code that builds, a crashed program stays as it is. */
export function currentError({ codeError, programError }: FrontState): FrontError | null {
  return codeError ?? programError;
}
