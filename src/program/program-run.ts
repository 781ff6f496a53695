import { Subject } from 'rxjs';
import type { Durations, RunEvent } from '../events/run-event.ts';
import { readProgramEnvironment } from '../plan/environment.ts';
import type { Plan, ProgramPlan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { Child, Command } from '../process/child.ts';
import { COOKIE_VARIABLE } from '../process/process-table.ts';
import type { ReadinessEvent } from '../readiness/readiness-request.ts';
import type { HeldProgram, NextProgram, ProgramDeps, ProgramProxy } from './program-deps.ts';

/** How much of a program's output a crash is told with: a stack trace of one goroutine. */
const LAST_LINES = 30;
/** Characters. */
const LONGEST_LINE = 2000;

/** One process of the program. Times in ms of the scheduler's clock. */
export interface ProgramRun {
  readonly child: Child;
  readonly pid: number;
  readonly lines$: Subject<string>;
  readonly lastLines: readonly string[];
  readonly next: NextProgram;
  readonly startedAt: number;
  /** How long stopping the one before took; undefined for the first. */
  readonly stopMs: number | undefined;
  /** How often in a row it has died by itself. */
  readonly failures: number;
  readonly args: readonly string[];
  /** Where it is to listen, if somebody stands before it. */
  readonly privatePort: number | undefined;
  /** What its environment is marked with. */
  readonly cookie: string;
  /** Where it was started under a debugger. */
  readonly held?: HeldProgram;
}

/** How a process is started, its lines (where somebody reads them; one without an end comes before it is whole, too) and the env files that are missing. */
export interface PreparedStart extends Pick<ProgramRun, 'privatePort' | 'cookie'> {
  readonly command: Command;
  readonly args: readonly string[];
  readonly lines$: Subject<string>;
  /** The newest lines of its output, where that is read; changes while it runs. */
  readonly lastLines: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Says how the installed binary is started, with its env files as they are now. Where it has a private port, it is told
 * of it, and its output goes through a pipe.
 */
export function prepareStart(
  { program, output }: Plan,
  cookie: string,
  privatePort: number | undefined,
  deps: Pick<ProgramDeps, 'readText' | 'onLine'>,
): PreparedStart {
  const told = privatePort === undefined ? program : tellPort(program, privatePort);
  const { env, missing } = readProgramEnvironment(told, deps.readText);
  const lines$ = new Subject<string>();
  const lastLines: string[] = [];
  const command: Command = {
    file: output.binary,
    args: told.args,
    cwd: told.cwd,
    env: { ...env, [COOKIE_VARIABLE]: cookie },
    output: program.readsOutput || privatePort !== undefined ? 'tee' : 'inherit',
    listener: {
      onLine(line) {
        lines$.next(line);
        deps.onLine?.(line);
        lastLines.push(line.slice(0, LONGEST_LINE));
        if (lastLines.length > LAST_LINES) lastLines.shift();
      },
      // Only readiness can do with it: to all others the line comes once it is whole.
      onUnended: (text) => lines$.next(text),
    },
  };
  return { command, lines$, lastLines, missing, args: told.args, privatePort, cookie };
}

/** A PORT of the `env` option counts only where it is made of the private port, such as `127.0.0.1:{port}`. */
function tellPort(program: ProgramPlan, port: number): ProgramPlan {
  const fill = (text: string) => text.replaceAll('{port}', String(port));
  const env = Object.fromEntries(Object.entries(program.env).map(([name, value]) => [name, fill(value)]));
  const isTold = program.env['PORT']?.includes('{port}');
  return { ...program, args: program.args.map(fill), env: isTold ? env : { ...env, PORT: String(port) } };
}

/** What readiness has found of a run, as a run event. */
export function describeReadiness(
  run: ProgramRun,
  event: ReadinessEvent,
  now: number,
  programProxy: ProgramProxy | null,
): RunEvent {
  const { pid, next, startedAt, stopMs, privatePort } = run;
  switch (event.kind) {
    case 'not-ready':
      return {
        type: 'not-ready',
        pid,
        problem: programProxy ? advise(event.problem) : event.problem,
        ...outputOf(run),
      };
    case 'address':
      return { type: 'address', pid, baseUrl: event.baseUrl };
    case 'ready': {
      const stop = stopMs === undefined ? {} : { stop: stopMs };
      const durations: Durations = {
        ...next.durations,
        ...stop,
        ready: now - startedAt,
        total: now - next.since,
      };
      const own = event.baseUrl === undefined ? {} : { baseUrl: event.baseUrl };
      const address =
        programProxy && privatePort !== undefined
          ? addressBehind(programProxy, privateUrlOf(event.baseUrl, privatePort))
          : own;
      return { type: 'ready', cycle: next.cycle, pid, durations, ...address };
    }
  }
}

/** What a run has printed last, as a part of an event; nothing where its output is not read. */
export function outputOf({ lastLines }: ProgramRun): { readonly output?: readonly string[] } {
  return lastLines.length === 0 ? {} : { output: [...lastLines] };
}

/** What a program has to do that is behind a proxy. */
export const PORT_ADVICE =
  'With "proxy" the program is to listen on the port that it gets as PORT, and where {port} stands in args and env.';

function advise({ message, hint }: Problem): Problem {
  return { message, hint: hint === undefined ? PORT_ADVICE : `${hint} ${PORT_ADVICE}` };
}

/** Readiness by a URL of its own has asked elsewhere. */
function privateUrlOf(found: string | undefined, port: number): string {
  return found !== undefined && Number(new URL(found).port) === port ? found : `http://localhost:${port}`;
}

/** A connection of TLS is passed on as it is, so both addresses are of one kind. */
function addressBehind({ baseUrl }: ProgramProxy, privateUrl: string) {
  const isTls = privateUrl.startsWith('https:');
  return { baseUrl: isTls ? baseUrl.replace(/^http:/, 'https:') : baseUrl, privateUrl };
}
