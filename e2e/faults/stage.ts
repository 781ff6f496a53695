import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import type { HeldPort } from '../rig/ports.ts';
import type { Process } from '../rig/processes.ts';
import type { Run } from '../rig/run.ts';
import type { Waiting } from '../rig/waiting.ts';
import type { Workspace } from '../rig/workspace.ts';
import type { Execution } from './execution.ts';

/** How an executor is started. */
export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** Puts words before the command line, or a shell around it. */
  readonly through?: (command: readonly string[]) => readonly [string, ...string[]];
}

/** A workspace with everything that is needed to hurt a run in it, and to ask afterwards how it came through. */
export interface Stage extends Pick<Waiting, 'until' | 'untilSeen'> {
  readonly workspace: Workspace;
  /** True where a try must be short. */
  readonly isQuick: boolean;
  /** How often a fault does the same thing in one try. */
  readonly rounds: number;
  /** Where the processes of the stage put temporary files. */
  readonly temporary: string;
  /** The task's cache folder. */
  readonly cache: string;
  readonly programs: readonly Run[];
  child(name: string): Promise<Run>;
  /** Runs the executor alone, as Nx would call it. */
  execute(options?: GoRunOptions, launch?: Launch): Promise<Execution>;
  /** `nx serve app`. */
  nx(options?: GoRunOptions, launch?: Launch): Promise<Execution>;
  /** A free port, which has to be free again at the end. */
  port(): Promise<number>;
  /** Holds a port in this process until it is let go. */
  hold(port: number): Promise<HeldPort>;
  /** Removes what the program itself has left in the temporary folder. */
  removeTemporary(name: string): void;
  pause(ms: number): Promise<void>;
  /** Everything alive that was started from here, itself or through others. */
  living(): Process[];
  /** Resolves once none of it is alive. */
  allGone(): Promise<void>;
  /** Another workspace, which ends with this one. */
  another(): Promise<Stage>;
  passOver(reason: string): never;
  /** Ends what runs, and gives what is wrong with how things then are. */
  close(): Promise<readonly string[]>;
  /** What was printed and told, for a failure's report. */
  tell(): string;
  /** How many programs were linked as deltas. */
  linked(): number;
}
