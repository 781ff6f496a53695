import { ReplaySubject, type Observable } from 'rxjs';
import { type System, thisSystem } from '../process/system.ts';

/** Asks for the end of the run. */
export interface ShutdownRequest {
  readonly reason: string;
  /** True where the program has got the terminal's Ctrl-C itself. */
  readonly alreadySignalled: boolean;
}

/** All the ways in which a run is asked to end, as one stream. */
export interface Shutdown {
  readonly requests$: Observable<ShutdownRequest>;
  /** Aborted by a second Ctrl-C: the person does not want to wait. */
  readonly hasten: AbortSignal;
  request(reason: string): void;
  /** Takes all listeners away again; what goes wrong with the outputs after that is ignored. */
  dispose(): void;
}

/** What is listened to: of the process, and of the streams that it writes to. */
export interface ShutdownSources {
  readonly process: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  readonly outputs: readonly Pick<NodeJS.EventEmitter, 'on' | 'off'>[];
}

/**
 * Listens for signals, for Nx's death (its channel closes: all that is seen of a SIGKILL of Nx), and for an
 * output that nobody reads any more. Nx sends SIGTERM more than once by itself, so only a second SIGINT hastens.
 */
export function listenForShutdown(
  { process, outputs }: ShutdownSources,
  { endSignals, terminalSignals }: Pick<System, 'endSignals' | 'terminalSignals'> = thisSystem,
): Shutdown {
  // A request that comes while the plan is made still counts; the first one decides, as one Ctrl-C under Nx is a
  // SIGINT and two SIGTERMs.
  const requests$ = new ReplaySubject<ShutdownRequest>();
  const hasten = new AbortController();
  let interrupts = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    const alreadySignalled = terminalSignals.includes(signal);
    if (alreadySignalled && ++interrupts > 1) hasten.abort();
    requests$.next({ reason: signal, alreadySignalled });
  };
  const onDisconnect = () => requests$.next({ reason: 'Nx has ended', alreadySignalled: false });
  const onOutputError = () => requests$.next({ reason: 'the output was closed', alreadySignalled: false });

  for (const signal of endSignals) process.on(signal, onSignal);
  process.on('disconnect', onDisconnect);
  for (const output of outputs) output.on('error', onOutputError);
  return {
    requests$,
    hasten: hasten.signal,
    request: (reason) => requests$.next({ reason, alreadySignalled: false }),
    dispose() {
      for (const signal of endSignals) process.off(signal, onSignal);
      process.off('disconnect', onDisconnect);
      for (const output of outputs) {
        output.off('error', onOutputError);
        // A late EPIPE without a listener would be an uncaught exception.
        output.off('error', ignore);
        output.on('error', ignore);
      }
    },
  };
}

function ignore(): void {}
