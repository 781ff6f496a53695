import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../progress/run-event.ts';
import { tellSurvivors } from './program-events.ts';
import type { Gateway, ProgramPorts } from './program-ports.ts';
import type { ProgramRun } from './program-run.ts';

/** One process of the program on its way to its end, with all that it started. */
export interface Ending {
  /** Resolves once nothing of it is left, with how long that took, in ms. Never rejects. */
  readonly done: Promise<number>;
  /** Waits no longer for the work that it was given. */
  hurry(): void;
}

/** `work-first`: it does what it was given before it is asked to end. `signalled`: a terminal has asked it already. */
export type EndMode = 'work-first' | 'now' | 'signalled';

/** Ends one process of the program; what can't be ended is reported. */
export function endRun(
  run: ProgramRun,
  mode: EndMode,
  { killSignal: signal, killTimeout: timeout }: Plan['program'],
  ports: ProgramPorts,
  report: (event: RunEvent) => void,
): Ending {
  const { gateway, scheduler, hasten, cookie, stopTree } = ports;
  const enough = new AbortController();
  const drain = async (before: Gateway): Promise<number> => {
    const begun = scheduler.now();
    const timer = scheduler.schedule(() => enough.abort(), timeout);
    await before.drain(run.pid, enough.signal);
    timer.unsubscribe();
    return scheduler.now() - begun;
  };
  const stop = async (): Promise<number> => {
    const alreadySignalled = mode === 'signalled';
    const { child } = run;
    const stopped = await stopTree({ child, signal, timeout, cookie, hasten, alreadySignalled });
    if (stopped.survivors.length > 0) report(tellSurvivors(stopped.survivors));
    return stopped.durationMs;
  };
  const done =
    gateway && mode === 'work-first'
      ? drain(gateway).then(async (drainMs) => drainMs + (await stop()))
      : stop();
  return { done, hurry: () => enough.abort() };
}
