import type { Observable, SchedulerLike } from 'rxjs';
import type { Durations, RunEvent } from '../events/run-event.ts';
import type { ReadText } from '../files/disk.ts';
import type { Result } from '../problem.ts';
import type { Child, Command, StartChild } from '../process/child.ts';
import type { ProcessEntry } from '../process/process-table.ts';
import type { StopTree } from '../process/stop-tree.ts';
import type { System } from '../process/system.ts';
import type { Readiness } from '../readiness/open-readiness.ts';

/** A good build that is to run. */
export interface NextProgram {
  readonly cycle: number;
  /** When this began for the person who waits, in ms of the scheduler's clock. */
  readonly since: number;
  readonly durations: Durations;
  /** Puts the new binary in its place, also while the old one still runs. */
  install(): Promise<Result<void>>;
}

/** Who stands before the program: takes what comes from outside, and passes it on. */
export interface ProgramProxy {
  /** Where the program is reached from outside. */
  readonly baseUrl: string;
  /** A port for the process that is about to be started, on which nobody listens. */
  choosePort(): Promise<number>;
  /**
   * Passes nothing more on to a process, and resolves once that has done what it was given; at the latest when
   * the signal is aborted. Never rejects.
   */
  drain(pid: number, signal: AbortSignal): Promise<void>;
}

/** A process that a debugger holds before its first instruction. */
export interface HeldProgram {
  readonly child: Child;
  /** Whether it stands at a breakpoint. */
  readonly isStopped$: Observable<boolean>;
  /** Lets it begin. */
  release(): void;
  /** Ends it, unless it has been let begin. */
  discard(): void;
  /** Has it go on, and stop at no breakpoint any more. */
  leaveAlone(): void;
}

/** A debugger, under which the program may be started. */
export interface ProgramDebugger {
  /** True while somebody wants that. */
  wantsProgram(): boolean;
  /** Starts a program, which may be beside another one that serves. Null: it can't, and has said why. Never rejects. */
  hold(command: Command): Promise<HeldProgram | null>;
}

export interface ProgramDeps extends Readiness {
  readonly startChild: StartChild;
  readonly stopTree: StopTree;
  readonly readText: ReadText;
  /** Gets each line that the program prints, where its output is read. */
  readonly onLine?: (line: string) => void;
  readonly scheduler: SchedulerLike;
  /** By which the program's processes are known, wherever they went. */
  readonly cookie: string;
  /** Another one, for a process that is started while one with the first still runs. */
  readonly spareCookie: string;
  /** Those of them that have thrown it away, and have no parent any more. */
  readonly findDaemons: () => readonly ProcessEntry[];
  /** The process to which one that has ended has handed its work; undefined where there is none. */
  readonly findHeir: () => Child | undefined;
  readonly system: Pick<System, 'replacesRunning'>;
  /** Null where the program is reached as it listens. */
  readonly programProxy: ProgramProxy | null;
  /** Null where none is asked for. */
  readonly debugger: ProgramDebugger | null;
  /** Aborted when the person is tired of waiting: everything is stopped by force. */
  readonly hasten: AbortSignal;
}

export interface Program {
  readonly events$: Observable<RunEvent>;
  /** True while a process lives. */
  isAlive(): boolean;
  /** True while that of the last good build lives. */
  isCurrent(): boolean;
  /** True where a build has run before, so that a restart is possible. */
  hasRun(): boolean;
  /** Stops what runs, installs and starts what is next. Not interruptible; does not wait for readiness. */
  swap(next: NextProgram): Promise<void>;
  /**
   * To be asked when a signal asks for the end of the run: undefined, unless a process that is being stopped for a swap
   * lives and may have sent it to its whole process group. Then nothing is started until 250 ms after its end, when this
   * resolves: where Nx wants the end, another signal has come by then.
   */
  mayHaveSignalled(): Promise<void> | undefined;
  /** Stops for good. `alreadySignalled`: the terminal has sent the program its Ctrl-C itself. */
  stop(alreadySignalled: boolean): Promise<void>;
}
