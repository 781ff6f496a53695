import { firstValueFrom, fromEvent, of, race, timer } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import { CHILDLESS_MOMENT } from './news-of-end.ts';
import { tellDaemon, tellSurvivors } from './program-events.ts';
import type { Gateway, ProgramPorts } from './program-ports.ts';
import type { ProgramRun } from './program-run.ts';

/** One process of the program on its way to its end, with all that it started. */
export interface Ending {
  /** Resolves once nothing of it is left, with how long that took, in ms, if anything was. Never rejects. */
  readonly done: Promise<number | undefined>;
  /** Waits no longer for the work that it was given. */
  hurry(): void;
}

/** The end of nothing. */
export const NOTHING_TO_END: Ending = { done: Promise.resolve(undefined), hurry: () => undefined };

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
    const { child } = run;
    const stopped = await stopTree({ child, signal, timeout, cookie, findDaemons, hasten, alreadySignalled });
    for (const daemon of stopped.daemons ?? []) report(tellDaemon(daemon));
    if (stopped.survivors.length > 0) report(tellSurvivors(stopped.survivors));
    return stopped.durationMs;
  };
  const endWorkFirst = async (): Promise<number> => {
    const drainMs = gateway ? await drain(gateway) : 0;
    const ms = drainMs + (await stop());
    const hurried$ = hurry.signal.aborted ? of(0) : fromEvent(hurry.signal, 'abort');
    if (ms >= SLOW) await firstValueFrom(race(hurried$, timer(CHILDLESS_MOMENT, scheduler)));
    return ms;
  };
  const done = mode === 'work-first' ? endWorkFirst() : stop();
  return { done, hurry: () => hurry.abort() };
}
