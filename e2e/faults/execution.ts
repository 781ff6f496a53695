import { setTimeout as pause } from 'node:timers/promises';
import type { EventStream } from '../rig/event-stream.ts';
import type { Run } from '../rig/run.ts';
import type { Task } from '../rig/task.ts';
import type { Waiting } from '../rig/waiting.ts';
import type { Workspace } from '../rig/workspace.ts';
import { followCourse, type Course } from './cycles.ts';
import { untilBased } from './with-deltas.ts';

/** What a program says of itself where it was built from certain sources. */
export interface Expected {
  readonly version?: string;
  /** Those that are named; an undefined one must not be there. */
  readonly parts?: Readonly<Record<string, string | undefined>>;
  /** What the variable MODEL holds; undefined where it must not be set. */
  readonly env?: string | undefined;
}

/** One run of the executor, followed by its events. */
export interface Execution {
  readonly task: Task;
  readonly events: EventStream;
  course(): Course;
  /** Waits until the program that runs was built from these sources, and no cycle is under way. */
  runs(expected: Expected): Promise<Run>;
  /** Waits until the screen shows this error, and no cycle is under way. */
  fails(text: string | RegExp): Promise<void>;
  /**
   * `runs`, then a file that asks for a restart alone is edited: once that is done, all before it is, and what
   * runs is looked at once more. There must have been that one start, and there must be no other process.
   */
  rests(expected: Expected): Promise<Run>;
  /** Ends it politely, and complains if that takes longer than Nx would wait. */
  end(): Promise<void>;
}

/** The file that `rests` edits: an env file of every task on the stage. */
export const SENTINEL = 'apps/app/sentinel.env';

/** ms */
const SETTLING = 30_000;
/** After so long Nx kills everything. ms */
const GRACE = 5000;

export interface ExecutionDeps {
  readonly waiting: Waiting;
  readonly programs: () => readonly Run[];
  readonly workspace: Workspace;
  readonly complain: (complaint: string) => void;
  /** Processes that are neither an executor's, nor a program's, nor what a program has started. */
  readonly strangers: () => readonly unknown[];
  /** Whether the next edit is to be linked as a delta, where it can be. */
  readonly hasDeltas: boolean;
}

let sentinels = 0;

export function followExecution(task: Task, events: EventStream, ports: ExecutionDeps): Execution {
  const { waiting, programs, workspace, complain, strangers, hasDeltas } = ports;
  const course = () => followCourse(events.all);
  const living = () => {
    if (task.exit) throw new Error(`the executor has ended: ${JSON.stringify(task.exit)}\n${task.output}`);
  };
  const current = (): Run | undefined => {
    const { pid } = course();
    const run = programs().findLast(({ hello }) => hello.pid === pid);
    return run?.isClosed === false ? run : undefined;
  };

  const finds = (expected: Expected) =>
    waiting.until(
      `the program to be ${JSON.stringify(expected)}`,
      () => {
        living();
        const { isIdle, failure } = course();
        const one = current();
        return isIdle && !failure && one && fits(one, expected) ? one : undefined;
      },
      SETTLING,
    );
  const runs = async (expected: Expected): Promise<Run> => {
    for (;;) {
      const run = await finds(expected);
      if (hasDeltas) await untilBased(waiting, events, () => run.isClosed);
      try {
        // It must answer, too.
        const env = await run.env('MODEL');
        if (!('env' in expected) || env === expected.env) return run;
        await waiting.until(
          `MODEL=${expected.env} instead of ${env}`,
          () => run.isClosed || undefined,
          SETTLING,
        );
      } catch (error) {
        // Another cycle may have replaced it meanwhile.
        if (!run.isClosed) throw error;
      }
    }
  };
  const restart = async () => {
    const word = `s${++sentinels}`;
    const seen = events.all.length;
    // In one step: between the two of a write the file is empty, and where the rig has to wait for the processor
    // just then, that is a state of its own, with a start of its own.
    workspace.saveAtomically(SENTINEL, `SENTINEL=${word}\n`);
    await waiting.until(
      'the sentinel to be heeded',
      () => {
        living();
        const later = events.all.slice(seen);
        const told = later.findLastIndex(
          (event) => event.type === 'change' && event.changes.some(({ path }) => path.endsWith(SENTINEL)),
        );
        const started = later.findLastIndex(({ type }) => type === 'started');
        return told >= 0 && started > told && course().isIdle ? true : undefined;
      },
      SETTLING,
    );
    return word;
  };

  return {
    task,
    events,
    course,
    runs,
    async fails(text) {
      await waiting.until(
        `the error ${String(text)}`,
        () => {
          living();
          const { isIdle, failure } = course();
          const found =
            failure && (text instanceof RegExp ? text.test(tell(failure)) : tell(failure).includes(text));
          return isIdle && found ? true : undefined;
        },
        SETTLING,
      );
      await task.printed(text);
    },
    async rests(expected) {
      await runs(expected);
      const { starts } = course();
      const word = await restart();
      const run = await runs(expected);
      const more = course().starts - starts;
      if (more !== 1) complain(`${more} starts at rest, for one edit`);
      await waiting.untilSeen('no other process', () => strangers().length === 0 || undefined, 10_000);
      const seen = await run.env('SENTINEL');
      if (seen !== word) throw new Error(`the program has SENTINEL=${seen} instead of ${word}`);
      return run;
    },
    async end() {
      const begun = performance.now();
      task.signal('SIGTERM');
      await task.ended();
      // Somebody else may have sent a signal before.
      await pause(0);
      const took = performance.now() - begun;
      if (took > GRACE) complain(`the end took ${Math.round(took)} ms`);
    },
  };
}

function tell(event: object): string {
  return JSON.stringify(event).replaceAll('\\"', '"');
}

function fits({ hello }: Run, { version, parts = {} }: Expected): boolean {
  if (version !== undefined && hello.version !== version) return false;
  return Object.entries(parts).every(([name, value]) => hello.parts[name] === value);
}
