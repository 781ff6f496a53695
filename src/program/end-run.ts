import { firstValueFrom, fromEvent, of, race, timer } from 'rxjs';
import type { RunEvent } from '../events/run-event.ts';
import type { Plan } from '../plan/plan.ts';
import { CHILDLESS_MOMENT, NEWS_OF_END } from '../process/news-of-end.ts';
import type { ReadinessEvent } from '../readiness/readiness-request.ts';
import type { ProgramDeps, ProgramProxy } from './program-deps.ts';
import { tellDaemon, tellSurvivors } from './program-events.ts';
import { PORT_ADVICE, type ProgramRun } from './program-run.ts';

/** One process of the program on its way to its end, with all that it started. */
export interface Ending {
  /** Resolves once nothing of it is left, with how long that took, in ms, if anything was. Never rejects. */
  readonly done: Promise<number | undefined>;
  /** Waits no longer for the work that it was given. */
  hurry(): void;
  /** Has `done` resolve only 250 ms after the end. False where the process has not been asked yet, or has ended. */
  lengthen(): boolean;
}

/** The end of nothing. */
export const NOTHING_TO_END: Ending = {
  done: Promise.resolve(undefined),
  hurry: () => undefined,
  lengthen: () => false,
};

/** `work-first`: it does what it was given before it is asked to end. `signalled`: a terminal has asked it already. */
export type EndMode = 'work-first' | 'now' | 'signalled';

/** An end that takes so long may have got another cause meanwhile: Nx. Nothing is started at once after it. ms */
const SLOW = 500;

/** Ends one process of the program; what can't be ended is reported. */
export function endRun(
  run: ProgramRun,
  mode: EndMode,
  { killSignal: signal, killTimeout: timeout }: Plan['program'],
  deps: ProgramDeps,
  report: (event: RunEvent) => void,
): Ending {
  const { programProxy, scheduler, hasten, findDaemons, stopTree } = deps;
  const { cookie, held } = run;
  const hurry = new AbortController();
  let isAsked = false;
  let hasExited = false;
  let isLengthened = false;
  const drain = async (before: ProgramProxy): Promise<number> => {
    const begun = scheduler.now();
    const enough = new AbortController();
    const limit = scheduler.schedule(() => enough.abort(), timeout);
    await before.drain(run.pid, AbortSignal.any([enough.signal, hurry.signal]));
    limit.unsubscribe();
    return scheduler.now() - begun;
  };
  const stop = async (): Promise<number> => {
    // A debugger keeps it out of the terminal's foreground.
    const alreadySignalled = mode === 'signalled' && !held;
    isAsked = true;
    const { child } = run;
    void (child.exited ?? child.ended).then(() => (hasExited = true));
    const stopped = await stopTree({ child, signal, timeout, cookie, findDaemons, hasten, alreadySignalled });
    for (const daemon of stopped.daemons ?? []) report(tellDaemon(daemon));
    // Node tells of ends later than /proc does: a signal of the process itself is told only by then.
    if (!stopped.survivors.includes(run.pid)) await child.exited;
    if (stopped.survivors.length > 0) report(tellSurvivors(stopped.survivors));
    return stopped.durationMs;
  };
  const endWorkFirst = async (): Promise<number> => {
    // What stands at a breakpoint would not do its work.
    held?.leaveAlone();
    const drainMs = programProxy ? await drain(programProxy) : 0;
    const ms = drainMs + (await stop());
    const hurried$ = hurry.signal.aborted ? of(0) : fromEvent(hurry.signal, 'abort');
    const moment = isLengthened ? NEWS_OF_END : ms >= SLOW ? CHILDLESS_MOMENT : 0;
    if (moment > 0) await firstValueFrom(race(hurried$, timer(moment, scheduler)));
    return ms;
  };
  const lengthen = () => {
    // Under a debugger it is in another process group than the executor.
    const isDoubtful = mode === 'work-first' && isAsked && !hasExited && !held;
    isLengthened ||= isDoubtful;
    return isDoubtful;
  };
  const done = mode === 'work-first' ? endWorkFirst() : stop();
  return { done, hurry: () => hurry.abort(), lengthen };
}

/**
 * Why a process of the program may have failed, as far as that shows from outside: somebody else holds its port, or
 * it never took its private one. Undefined where nothing is known.
 */
export function explainExit(
  { privatePort }: ProgramRun,
  wasReady: boolean,
  plan: Plan,
  { memory, describeHolder, programProxy }: ProgramDeps,
): string | undefined {
  const port = privatePort ?? plan.ready.port ?? memory.read().port;
  const holder = port === undefined ? undefined : describeHolder(port);
  if (holder !== undefined) return `port ${port} is held by ${holder}`;
  return programProxy && !wasReady ? PORT_ADVICE : undefined;
}

/** Remembers for the next start what this one has shown: whether the program opens a port, and which. */
export function rememberPort(
  event: ReadinessEvent,
  { ready: { port, url, log } }: Plan,
  { memory, programProxy }: Pick<ProgramDeps, 'memory' | 'programProxy'>,
): void {
  if (event.kind === 'not-ready') {
    // It was only waited for because it had opened a port before.
    if (port === undefined && url === undefined && log === undefined) memory.write({ opensPort: false });
  } else if (event.baseUrl !== undefined) {
    const seen = Number(new URL(event.baseUrl).port);
    // A private port says nothing about the next start.
    memory.write(seen > 0 && !programProxy ? { opensPort: true, port: seen } : { opensPort: true });
  }
}

/** The first pause before a program that died is started again, and the longest, in ms. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A program that lived so long, in ms, counts as having been well. */
const LIVED_WELL = 10_000;

/**
 * How long to wait before a program that died is started again: twice as long each time, unless it had lived
 * for a while.
 */
export function pauseBeforeRestart(
  failures: number,
  livedMs: number,
): { readonly ms: number; readonly failures: number } {
  const before = livedMs >= LIVED_WELL ? 0 : failures;
  return { ms: Math.min(FIRST_PAUSE * 2 ** before, LONGEST_PAUSE), failures: before + 1 };
}
