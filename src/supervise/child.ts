import { execa } from 'execa';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Environment } from '../plan/plan.ts';

/**
 * Where a child's streams go. `inherit`: the executor's own. `capture`: kept and given back, with nothing
 * on stdin. `tee`: the executor's own, and each line to `onLine` too.
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
  /** With `tee`: gets every line of stdout and stderr, without its line end, and what is not a whole line yet. */
  readonly onLine?: (line: string, isWhole: boolean) => void;
}

/** How a child ended. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly reason: string };

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
  /** Sends a signal to this process alone; does nothing once it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** The port through which every process is started; tests hand in their own. */
export type StartChild = (command: Command) => Child;

/** Starts a process as a direct, non-detached child, without a shell. Never throws: see {@link Exit}. */
export const startChild: StartChild = (command) => {
  const { file, args, cwd, env, output, onLine } = command;
  const streams =
    output === 'capture'
      ? { stdin: 'ignore' as const, stdout: 'pipe' as const, stderr: 'pipe' as const }
      : output === 'inherit'
        ? { stdin: 'inherit' as const, stdout: 'inherit' as const, stderr: 'inherit' as const }
        : {
            stdin: 'inherit' as const,
            stdout: ['inherit' as const, 'pipe' as const],
            stderr: ['inherit' as const, 'pipe' as const],
          };
  const child = execa(file, args, {
    ...streams,
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
  if (output === 'tee' && onLine)
    for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine);
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
  return { pid: child.pid, ended, kill: (signal) => void child.kill(signal) };
};

/** Characters. A line without an end, as of a progress bar or of binary output, is told in pieces of this length. */
const LONGEST_LINE = 64 * 1024;

/**
 * Divides a stream's text into lines, at LF, CRLF and CR. `onLine` also gets what has no end yet, each time more of it
 * has come: a program may print no line end after the word that is waited for.
 */
export function createLineReader(onLine: (line: string, isWhole: boolean) => void): (text: string) => void {
  let open = '';
  let endsInReturn = false;
  return (text) => {
    // The LF of a CRLF that was divided ends no line of its own.
    const rest = endsInReturn && text.startsWith('\n') ? text.slice(1) : text;
    endsInReturn = text.endsWith('\r');
    const lines = rest.split(/\r\n|[\r\n]/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      onLine(open + line, true);
      open = '';
    }
    open += last;
    for (; open.length >= LONGEST_LINE; open = open.slice(LONGEST_LINE))
      onLine(open.slice(0, LONGEST_LINE), true);
    if (last !== '' && open !== '') onLine(open, false);
  };
}

function readLines(stream: Readable | null, onLine: (line: string, isWhole: boolean) => void): void {
  const decoder = new StringDecoder('utf8');
  const read = createLineReader(onLine);
  let hasEnd = true;
  stream?.on('data', (bytes: Buffer) => {
    const text = decoder.write(bytes);
    if (text !== '') hasEnd = /[\r\n]$/.test(text);
    read(text);
  });
  stream?.on('end', () => {
    if (!hasEnd) read('\n');
  });
  // A program that is killed may leave its pipe broken; its end is reported by `ended`.
  stream?.on('error', () => undefined);
}

function textOf(captured: unknown): string {
  return typeof captured === 'string' ? captured : '';
}
