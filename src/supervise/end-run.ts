import { firstValueFrom, fromEvent, of, race, timer } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import { CHILDLESS_MOMENT, NEWS_OF_END } from './news-of-end.ts';
import { tellDaemon, tellSurvivors } from './program-events.ts';
import type { Gateway, ProgramPorts } from './program-ports.ts';
import type { ProgramRun } from './program-run.ts';

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
  ports: ProgramPorts,
  report: (event: RunEvent) => void,
): Ending {
  const { gateway, scheduler, hasten, cookie, findDaemons, stopTree } = ports;
  const hurry = new AbortController();
  let isAsked = false;
  let hasExited = false;
  let isLengthened = false;
  const drain = async (before: Gateway): Promise<number> => {
    const begun = scheduler.now();
    const enough = new AbortController();
    const limit = scheduler.schedule(() => enough.abort(), timeout);
    await before.drain(run.pid, AbortSignal.any([enough.signal, hurry.signal]));
    limit.unsubscribe();
    return scheduler.now() - begun;
  };
  const stop = async (): Promise<number> => {
    const alreadySignalled = mode === 'signalled';
    isAsked = true;
    const { child } = run;
    void (child.exited ?? child.ended).then(() => (hasExited = true));
    const stopped = await stopTree({ child, signal, timeout, cookie, findDaemons, hasten, alreadySignalled });
    for (const daemon of stopped.daemons ?? []) report(tellDaemon(daemon));
    // Node tells signals and ends in their order, but later than /proc: a signal of the process itself is told by now.
    if (!stopped.survivors.includes(run.pid)) await child.exited;
    if (stopped.survivors.length > 0) report(tellSurvivors(stopped.survivors));
    return stopped.durationMs;
  };
  const endWorkFirst = async (): Promise<number> => {
    const drainMs = gateway ? await drain(gateway) : 0;
    const ms = drainMs + (await stop());
    const hurried$ = hurry.signal.aborted ? of(0) : fromEvent(hurry.signal, 'abort');
    const moment = isLengthened ? NEWS_OF_END : ms >= SLOW ? CHILDLESS_MOMENT : 0;
    if (moment > 0) await firstValueFrom(race(hurried$, timer(moment, scheduler)));
    return ms;
  };
  const lengthen = () => {
    const isDoubtful = mode === 'work-first' && isAsked && !hasExited;
    isLengthened ||= isDoubtful;
    return isDoubtful;
  };
  const done = mode === 'work-first' ? endWorkFirst() : stop();
  return { done, hurry: () => hurry.abort(), lengthen };
}
