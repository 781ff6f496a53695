import type { Problem } from '../problem.ts';
import type { Exit } from '../process/child.ts';

/** What can be asked for without a change: a build, or stopping and starting the same one. */
export type Action = 'rebuild' | 'restart';

/** Why a file matters: the import chain from its package up to main (`users`, `cmd/api`), or a word. */
export interface Change {
  /** Absolute path. */
  readonly path: string;
  readonly kind: 'written' | 'added' | 'removed';
  /** `generate`: steps before the build read it, the build doesn't. */
  readonly action: Action | 'generate';
  /** From the file's own package, excluded, to the main package, included. */
  readonly importedBy: readonly string[];
}

/** One complaint of the go command, with the place it names. Line and column count from 1; column 0 is unknown. */
export interface Diagnostic {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The line of source, where it could be read. */
  readonly source?: string;
  /** The import path of the package whose Go file was made from this one, as a `//line` comment there says. */
  readonly package?: string;
}

/** How long each part of a cycle took, in ms. Parts that did not run are absent. */
export interface Durations {
  readonly generate?: number;
  readonly build?: number;
  /** Parts of `build`: reading the packages, compiling, linking. */
  readonly load?: number;
  readonly compile?: number;
  readonly link?: number;
  readonly stop?: number;
  /** Finding and running the tests that edits can break. */
  readonly test?: number;
  /** From the new process's start until it was ready. */
  readonly ready?: number;
  /** From the first file event (or the start of the run) until ready. */
  readonly total?: number;
}

/** How the hot path has linked, where delta links are asked for. */
export type Link =
  /** What has changed since a base program was linked, behind a copy of that. */
  | { readonly kind: 'delta' }
  /** The whole program, and why not as a delta. */
  | { readonly kind: 'full'; readonly because: string };

/** Who has built. */
export type Via =
  /** Compiler and linker alone. The import paths are in the order in which they were compiled. */
  | {
      readonly kind: 'hot';
      readonly compiled: readonly string[];
      /** Absent where delta links are not asked for, or nothing had to be linked. */
      readonly link?: Link;
    }
  /** The go command, and why not the hot path, where that was tried or is off for a reason of its own. */
  | { readonly kind: 'go'; readonly because?: string };

/** How far an installation is, in bytes. */
export type InstallProgress =
  /** Another process installs the same. */
  | { readonly kind: 'waiting'; readonly pid?: number }
  | { readonly kind: 'downloading'; readonly done: number; readonly total?: number }
  /** With what is read to be proved. */
  | { readonly kind: 'unpacking'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly ms: number };

/** What a command that takes long is at. Modules as go names them: `example.com/y v1.0.0`. */
export type Stage =
  /** go reads the packages, and asks for what it has to know of their modules. */
  | { readonly kind: 'loading'; readonly silent?: Silence }
  | {
      readonly kind: 'downloading';
      /** Those that are not there yet. */
      readonly modules: readonly string[];
      /** Of them, as far as they have come. */
      readonly bytes: number;
      readonly silent?: Silence;
    }
  | {
      readonly kind: 'compiling';
      /** Packages of this build so far. */
      readonly compiled: number;
      /** Of how many at most: what go has kept of an earlier build is not compiled. Absent where not yet known. */
      readonly most?: number;
      /** The import paths of those that are compiled now; empty where the system does not tell. */
      readonly now: readonly string[];
    }
  | { readonly kind: 'linking' };

/** Who has sent nothing, by the name of the host, and for how long, in ms. */
export interface Silence {
  readonly host: string;
  readonly ms: number;
}

/** In a quiet moment the tests have run that the edits since the last ones can break. */
export interface TestedEvent {
  readonly type: 'tested';
  /** The last one, whose program runs. */
  readonly cycle: number;
  readonly success: boolean;
  /** Import paths. */
  readonly packages: readonly string[];
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** Of tests that do not compile. */
  readonly diagnostics: readonly Diagnostic[];
  /** What failed tests have printed. */
  readonly output: string;
  readonly durations: Durations;
}

/**
 * One thing that happened. Everything printed, yielded to Nx, logged for other tools or asserted in a
 * test is derived from these. `cycle` counts from 1, the first build.
 */
export type RunEvent =
  | { readonly type: 'watching'; readonly directories: number; readonly polling: boolean }
  | { readonly type: 'change'; readonly cycle: number; readonly changes: readonly Change[] }
  /** A person asked for this cycle; a `change` may come before, where files changed as well. */
  | { readonly type: 'asked'; readonly cycle: number; readonly actions: readonly Action[] }
  | {
      readonly type: 'installing';
      readonly what: string;
      readonly into: string;
      /** Absent where that is not known. */
      readonly progress?: InstallProgress;
    }
  | {
      readonly type: 'generated';
      readonly cycle: number;
      /** Of the step, such as `swagger`. */
      readonly name: string;
      readonly written: readonly string[];
      readonly command: readonly string[];
      readonly durations: Durations;
    }
  | {
      readonly type: 'generate-failed';
      readonly cycle: number;
      readonly problem: Problem;
      readonly diagnostics: readonly Diagnostic[];
      readonly stillRunning: boolean;
      readonly durations: Durations;
    }
  | { readonly type: 'building'; readonly cycle: number }
  /** Something takes longer than 2 s: told each second until it is over. */
  | {
      readonly type: 'progress';
      readonly during: 'build' | 'generate';
      /** `go build`, `go install swag v1.16.6`, or the name of a step. */
      readonly what: string;
      /** How long it has been at it. */
      readonly ms: number;
      /** Absent where nothing is known of it. */
      readonly stage?: Stage;
    }
  | {
      readonly type: 'built';
      readonly cycle: number;
      readonly command: readonly string[];
      readonly via: Via;
      /** What go has printed, though all is well: for -x and -v, or warnings of a C compiler or linker. */
      readonly output?: string;
      readonly durations: Durations;
    }
  | {
      readonly type: 'build-failed';
      readonly cycle: number;
      readonly command: readonly string[];
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      readonly hint?: string;
      readonly stillRunning: boolean;
      readonly durations: Durations;
    }
  | { readonly type: 'unchanged'; readonly cycle: number; readonly durations: Durations }
  | { readonly type: 'aborted'; readonly cycle: number }
  /** From here on small edits are built by compiler and linker alone; or, with a reason, none is. */
  | {
      readonly type: 'hot-path';
      readonly cycle: number;
      readonly because?: string;
      /** From here on edits are also linked as deltas. */
      readonly link?: 'delta';
    }
  /** The go command has built the same program as compiler and linker alone had. */
  | { readonly type: 'checked'; readonly cycle: number; readonly durations: Durations }
  /** It has not, or refuses what runs. */
  | { readonly type: 'defect'; readonly cycle: number; readonly problem: Problem }
  | TestedEvent
  | {
      readonly type: 'started';
      readonly cycle: number;
      readonly pid: number;
      readonly name: string;
      readonly args: readonly string[];
      /** True where the process before it serves until this one is ready. */
      readonly stillRunning?: boolean;
    }
  | { readonly type: 'waiting'; readonly what: string; readonly hint?: string }
  | {
      readonly type: 'ready';
      readonly cycle: number;
      readonly pid: number;
      readonly baseUrl?: string;
      /** Where the program itself listens, if `baseUrl` is that of the proxy. */
      readonly privateUrl?: string;
      readonly durations: Durations;
    }
  | { readonly type: 'address'; readonly pid: number; readonly baseUrl: string }
  | {
      readonly type: 'not-ready';
      readonly pid: number;
      readonly problem: Problem;
      /** True where it is given up, since the one before serves. */
      readonly stillRunning?: boolean;
      /** The last lines that the program printed, where its output passes through the executor. */
      readonly output?: readonly string[];
    }
  | {
      readonly type: 'exited';
      readonly pid: number;
      readonly exit: Exit;
      readonly hint?: string;
      readonly restartInMs?: number;
      /** True where another process of the program lives. */
      readonly stillRunning?: boolean;
      /** The last lines that the program printed, where its output passes through the executor. */
      readonly output?: readonly string[];
    }
  /** The page of cycles is there. */
  | { readonly type: 'pages'; readonly url: string }
  /** The debugger's port is there; an editor has come to it, or has gone. */
  | { readonly type: 'debugger'; readonly state: 'waiting'; readonly host: string; readonly port: number }
  | { readonly type: 'debugger'; readonly state: 'attached' | 'detached'; readonly editor: string }
  /** The debugger has stopped the program: `reason` is the adapter's word, such as `breakpoint`, `step` or `pause`. */
  | {
      readonly type: 'paused';
      readonly pid: number;
      readonly reason: string;
      /** Absolute path; absent where there is no source. */
      readonly file?: string;
      readonly line?: number;
    }
  | { readonly type: 'resumed'; readonly pid: number }
  | { readonly type: 'start-failed'; readonly problem: Problem; readonly stillRunning?: boolean }
  | { readonly type: 'warning'; readonly problem: Problem }
  | { readonly type: 'stopping'; readonly reason: string }
  | { readonly type: 'finished'; readonly exit: Exit }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'ended'; readonly success: boolean };
