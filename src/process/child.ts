import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { execa, execaSync } from 'execa';
import { findOnWindows, type IsFile } from './find-command.ts';
import { createLineReader, type LineListener } from './line-reader.ts';
import { type System, thisSystem } from './system.ts';
import { timers } from './wait-until-gone.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string>>;

/** The variables of an environment as Node has it that are set. */
export function definedOnly(env: NodeJS.ProcessEnv): Environment {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Where a child's streams go. `inherit`: the executor's own. `capture`: kept and given back, with nothing
 * on stdin. `tee`: the executor's own, and piped to be read, too.
 */
export type Output = 'inherit' | 'capture' | 'tee';

export interface Command {
  /** Absolute path, or a name on PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited besides. */
  readonly env: Environment;
  readonly output: Output;
  /** True: in a session of its own, without stdin; it is in no terminal's foreground. Default: beside the executor. */
  readonly isApart?: boolean;
  /** Hears what is printed to stdout and stderr, unless that is inherited. */
  readonly listener?: LineListener;
}

/** How a child ended. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly reason: string }
  /** By a process that is not our child: only its parent learns its code. */
  | { readonly kind: 'unseen' };

/** The end of a child, with what was captured. */
export interface Ended {
  readonly exit: Exit;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  /** Undefined where the process could not be started. */
  readonly pid: number | undefined;
  readonly ended: Promise<Ended>;
  /**
   * Resolves at its end, before what it has started closes its pipes, and after this process was told of every signal
   * that the child had sent it. Absent where that is not known apart.
   */
  readonly exited?: Promise<unknown>;
  /** Sends a signal to this process alone; does nothing once it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** The port through which every process is started; tests hand in their own. */
export type StartChild = (command: Command) => Child;

/** Makes a {@link StartChild} that starts direct children, without a shell. It never throws: see {@link Exit}. */
export function createStartChild({ tellsMissing }: Pick<System, 'tellsMissing'>, isFile: IsFile): StartChild {
  return (command) => {
    const { file, cwd, env } = command;
    const isThere = tellsMissing || findOnWindows(file, cwd, env, isFile) !== undefined;
    return isThere ? startDirectly(command) : notStarted(`spawn ${file} ENOENT`);
  };
}

/** Starts children on this machine. */
export const startChild: StartChild = createStartChild(
  thisSystem,
  (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
);

function notStarted(reason: string): Child {
  const ended: Ended = { exit: { kind: 'not-started', reason }, stdout: '', stderr: '' };
  return { pid: undefined, ended: Promise.resolve(ended), kill: () => undefined };
}

function startDirectly(command: Command): Child {
  const { file, args, cwd, env, output, isApart = false, listener } = command;
  const stdin = isApart ? ('ignore' as const) : ('inherit' as const);
  const streams =
    output === 'capture'
      ? { stdin: 'ignore' as const, stdout: 'pipe' as const, stderr: 'pipe' as const }
      : output === 'inherit'
        ? { stdin, stdout: 'inherit' as const, stderr: 'inherit' as const }
        : {
            stdin,
            stdout: ['inherit' as const, 'pipe' as const],
            stderr: ['inherit' as const, 'pipe' as const],
          };
  const child = execa(file, args, {
    ...streams,
    detached: isApart,
    cwd,
    // Node leaves PWD as it was; go and many programs believe it.
    env: { ...env, PWD: cwd },
    extendEnv: false,
    reject: false,
    buffer: output === 'capture',
    stripFinalNewline: false,
    // The grace period and the force are stop-tree.ts's.
    forceKillAfterDelay: false,
  });
  if (listener) for (const stream of [child.stdout, child.stderr]) readLines(stream, listener);
  const ended = child.then((result): Ended => {
    const exit: Exit =
      result.exitCode !== undefined
        ? { kind: 'code', code: result.exitCode }
        : result.signal !== undefined
          ? { kind: 'signal', signal: result.signal }
          : {
              kind: 'not-started',
              reason: result.originalMessage ?? result.shortMessage ?? 'unknown reason',
            };
    return { exit, stdout: textOf(result.stdout), stderr: textOf(result.stderr) };
  });
  if (child.pid === undefined) return { pid: undefined, ended, kill: () => undefined };
  const exited = new Promise<Exit>((resolve) => {
    child.nodeChildProcess.once('exit', (code, signal) => {
      const exit: Exit = code === null ? { kind: 'signal', signal: String(signal) } : { kind: 'code', code };
      // What the child has sent before its end may be told after it, as the system hands signals to any thread, but in
      // the same turn of the event loop.
      setImmediate(() => resolve(exit));
    });
  });
  const seen = output === 'tee' ? Promise.race([ended, afterLastOutput(exited)]) : ended;
  return { pid: child.pid, ended: seen, exited, kill: (signal) => void child.kill(signal) };
}

/** How long the last output of a child that has ended is waited for, in ms: what it leaves may keep its pipes open. */
const LAST_OUTPUT = 100;

async function afterLastOutput(exited: Promise<Exit>): Promise<Ended> {
  const exit = await exited;
  await timers.wait(LAST_OUTPUT);
  return { exit, stdout: '', stderr: '' };
}

function readLines(stream: Readable | null, listener: LineListener) {
  if (!stream) return;
  const reader = createLineReader(listener, timers);
  stream.on('data', (chunk: Buffer) => reader.write(chunk));
  // Before `ended`, so that a last line without an end is heard; and where the pipe breaks, which has no 'end'.
  for (const name of ['end', 'close'] as const) stream.on(name, () => reader.end());
}

function textOf(captured: unknown): string {
  return typeof captured === 'string' ? captured : '';
}

/** Sends a signal to one process. False: it is gone, or not ours. Signal 0 only asks. */
export type SendSignal = (pid: number, signal: NodeJS.Signals | 0) => boolean;

/** Sends a signal through the operating system. Never throws. */
export const sendSignal: SendSignal = (pid, signal) => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** How long a command may hold up everything else, in ms. */
const LONGEST_BLOCK = 2000;

/** What a command prints, undefined where it can't be run or fails. Blocks: for commands that take some ms. Never throws. */
export function readOutput(file: string, args: readonly string[], env: Environment): string | undefined {
  const { stdout, exitCode } = execaSync(file, args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    timeout: LONGEST_BLOCK,
  });
  return exitCode === 0 ? stdout : undefined;
}
