import type { Problem } from '../problem.ts';
import type { Action, Diagnostic, Durations, Via } from '../events/run-event.ts';
import type { Exit } from '../process/child.ts';

/** A path as a person is shown it. */
export type ShowPath = (path: string) => string;

/*
 *              ready               ended by itself, or stopped for the sake of another one
 *   starting ─────────► ready ──┬──────────────────────────────────────────────────────────► (gone)
 *      │ time is up       ▲     └── ended by itself ──► ended ── the next one is started ──► (gone)
 *      ▼                  │                               ▲
 *    late ────────────────┴───────────────────────────────┘
 */
/** One process of the program, as far as the events tell. Times in ms since 1970; `since` is when it was started. */
export type ProcessState = { readonly pid: number; readonly cycle: number; readonly since: number } & (
  | { readonly kind: 'starting' | 'late' }
  | ({ readonly kind: 'ready'; readonly readySince: number } & Address)
  | { readonly kind: 'ended'; readonly endedAt: number }
);

export type ReadyProcess = Extract<ProcessState, { readonly kind: 'ready' }>;

/** Where a process is reached: `privateUrl` is where it listens itself, if `baseUrl` is the stable port. */
export interface Address {
  readonly baseUrl?: string;
  readonly privateUrl?: string;
}

/** What the run is at, from the moment `since`. */
export interface Doing {
  readonly kind:
    'resting' | 'preparing' | 'building' | 'swapping' | 'starting' | 'waiting' | 'stopping' | 'over';
  readonly since: number;
  /** What is waited for; of a build that takes long, how far it is. */
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
  | { readonly kind: 'slow'; readonly problem: Problem; readonly output: readonly string[] }
  | { readonly kind: 'start' | 'failed'; readonly problem: Problem }
);

export type RunError = CodeError | ProgramError;

/** One pass, as the page of cycles shows it. */
export interface CycleRecord {
  readonly cycle: number;
  readonly began: number;
  /** The first changed file and the imports by which it matters; empty for the first build. */
  readonly why: string;
  readonly asked: readonly Action[];
  readonly outcome:
    'running' | 'aborted' | 'unchanged' | 'failed' | 'started' | 'ready' | 'slow' | 'ended' | 'not-started';
  /** `delta`: hot, and linked as a delta. */
  readonly via?: Via['kind'] | 'delta';
  readonly durations: Durations;
  /** How the tests went that its edits can break. */
  readonly tests?: { readonly success: boolean; readonly text: string; readonly output: string };
}

/** A stop by a debugger, from the moment `since`. `file` is absolute. */
export interface Paused {
  readonly pid: number;
  readonly since: number;
  readonly reason: string;
  readonly file?: string;
  readonly line?: number;
}

/** What a run is like. The proxy, the event stream, the pages and the Vite plugin go by it. */
export interface RunState {
  /** Those that live, and the last one that has ended, until another is started. */
  readonly processes: readonly ProcessState[];
  /** The one that was ready last, and is no more. */
  readonly served: { readonly pid: number; readonly since: number; readonly until: number } | null;
  readonly doing: Doing;
  /** Where a debugger has stopped the program. */
  readonly paused: Paused | null;
  readonly codeError: CodeError | null;
  readonly programError: ProgramError | null;
  /** Oldest first. */
  readonly cycles: readonly CycleRecord[];
}

/** The state before anything has happened. */
export function emptyState(now: number): RunState {
  return {
    processes: [],
    served: null,
    doing: { kind: 'preparing', since: now },
    paused: null,
    codeError: null,
    programError: null,
    cycles: [],
  };
}

/** What has to be mended first: without code that builds, a crashed program stays as it is. */
export function currentError({ codeError, programError }: RunState): RunError | null {
  return codeError ?? programError;
}

/** The process that serves. */
export function servingProcess({ processes }: RunState): ReadyProcess | undefined {
  return processes.find((one) => one.kind === 'ready');
}

/** The process that a person means by the program: the one that serves, else the one that starts, else the last one. */
export function currentProcess(state: RunState): ProcessState | undefined {
  const { processes } = state;
  return servingProcess(state) ?? processes.find(({ kind }) => kind !== 'ended') ?? processes.at(-1);
}
