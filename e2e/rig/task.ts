import { spawn } from 'node:child_process';
import type { Waiting } from './waiting.ts';

/** How a task ended. */
export interface TaskExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that the test has started, such as nx, with what it prints. */
export interface Task {
  readonly pid: number;
  /** All that it and its children have printed, colours removed. */
  readonly output: string;
  /** The same, as it came. */
  readonly raw: string;
  readonly exit: TaskExit | undefined;
  /** Resolves once its output holds a text, or matches; gives the match. */
  printed(what: string | RegExp): Promise<string>;
  ended(): Promise<TaskExit>;
  /** A signal to this process alone. */
  signal(name: NodeJS.Signals): void;
  /** A signal to the whole group, as a terminal sends Ctrl-C. */
  interrupt(): void;
  type(text: string): void;
  /** Ends its stdin. */
  close(): void;
  /** Closes the reading ends of its output, as a terminal that goes away does. */
  hangUp(): void;
}

export interface TaskCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a process in a process group of its own; on Windows, where that would take its console, in this one's. */
export function startTask({ file, args, cwd, env }: TaskCommand, waiting: Waiting): Task {
  const child = spawn(file, args, { cwd, env, detached: process.platform !== 'win32', stdio: 'pipe' });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${file} can't be started in ${cwd}`);
  let output = '';
  let raw = '';
  let exit: TaskExit | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      raw = append(raw, text);
      output = append(output, text.replace(/\x1b\[[0-9;]*m/g, ''));
      waiting.notify();
    });
  }
  child.stdin.on('error', () => undefined);
  child.on('exit', (code, signal) => {
    exit = { code, signal };
    waiting.notify();
  });
  const find = (what: string | RegExp) =>
    typeof what === 'string' ? (output.includes(what) ? what : undefined) : what.exec(output)?.[0];
  return {
    pid,
    get output() {
      return output;
    },
    get raw() {
      return raw;
    },
    get exit() {
      return exit;
    },
    printed: (what) => waiting.until(`the output ${String(what)}`, () => find(what)),
    ended: () => waiting.until(`the end of ${args.slice(0, 3).join(' ')}`, () => exit),
    signal: (name) => void (exit === undefined && process.kill(pid, name)),
    interrupt: () => void (exit === undefined && process.kill(-pid, 'SIGINT')),
    type: (text) => void child.stdin.write(text),
    close: () => void child.stdin.end(),
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** Characters that are kept of an output; a string can't have more than 2²⁹. */
const MOST = 400_000_000;

/** Drops the first half of what a program without end has printed. */
function append(text: string, more: string): string {
  return text.length + more.length > MOST ? text.slice(MOST / 2) + more : text + more;
}
