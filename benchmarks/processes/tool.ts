import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { findProcesses, isAlive, kill } from '../../e2e/rig/processes.ts';

/** Everything that the benchmark starts carries this variable; so it is found again whoever its parent is. */
export const MARK = 'NX_GO_RUN_BENCH';
/** ms that a tool may take to end politely. */
const GRACE = 6000;
/** Characters of output that are kept. */
const KEPT = 20_000;

/** A command, word by word, and its surroundings. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A tool that runs. */
export interface Tool {
  /** The reaper's. */
  readonly pid: number;
  /** The last of what it and its children have printed. */
  readonly output: string;
  readonly ended: boolean;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** Asks it to end with SIGTERM, then kills everything with its mark. Rejects if something is left. */
  end(): Promise<void>;
}

/**
 * Starts a tool below a reaper (see there), in a session of its own, so that Ctrl-C in the terminal reaches the
 * benchmark alone.
 */
export function startTool(reaper: string, { file, args, cwd, env }: Command, mark: string): Tool {
  const child = spawn(reaper, [file, ...args], {
    cwd,
    env: { ...env, [MARK]: mark },
    detached: true,
    stdio: 'pipe',
  });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-KEPT)));
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    output += error.message;
    ended = true;
  });
  const exit = new Promise<void>((resolve) => {
    child.on('exit', () => {
      ended = true;
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    get output() {
      return output;
    },
    get ended() {
      return ended;
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    async end() {
      if (!ended && child.pid !== undefined) child.kill('SIGTERM');
      if (!ended) await Promise.race([exit, pause(GRACE, undefined, { ref: false })]);
      await endAll(mark);
    },
  };
}

/** Kills everything whose mark begins with this one, by pid. Rejects if something is left after 5 s. */
export async function endAll(mark: string): Promise<void> {
  const text = `${MARK}=${mark}`;
  for (const deadline = performance.now() + 5000; performance.now() < deadline; await pause(20)) {
    const left = findProcesses(text);
    if (left.length === 0) return;
    for (const one of left) kill(one);
  }
  const left = findProcesses(text).filter(isAlive);
  if (left.length > 0)
    throw new Error(`still there: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
}

/** Kills the same and does not wait: for the very end of the process. */
export function killAll(mark: string): void {
  for (const one of findProcesses(`${MARK}=${mark}`)) kill(one);
}
