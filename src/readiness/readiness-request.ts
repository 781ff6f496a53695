import type { Observable, ObservableInput, SchedulerLike } from 'rxjs';
import type { ReadyPlan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { ListeningPort, ListeningPorts } from './listening-ports.ts';

/** What there is to say about a program's readiness. */
export type ReadinessEvent =
  | { readonly kind: 'ready'; readonly baseUrl?: string; readonly opensPort: boolean | 'unknown' }
  /** A port that was opened after `ready` had been said without one. Comes once. */
  | { readonly kind: 'address'; readonly baseUrl: string }
  /** The time is up. It is looked further; `ready` may follow. */
  | { readonly kind: 'not-ready'; readonly problem: Problem };

export interface ReadinessRequest {
  readonly pid: number;
  readonly plan: ReadyPlan;
  /** Whether this program opened a port when it ran last; undefined: it never ran. */
  readonly opensPort: boolean | undefined;
  /** What the program prints; needed for `plan.log` alone. */
  readonly lines$: Observable<string>;
  /** Whether a debugger has stopped it, which is no time of its own; begins with what it is now. */
  readonly isStopped$?: Observable<boolean>;
}

/** I/O. Production passes promises, specs pass marbles. */
export interface ReadinessDeps {
  readonly listeners: ListeningPorts;
  /** The status that a URL answers with; undefined: no answer. */
  readonly fetchStatus: (url: string, signal: AbortSignal) => ObservableInput<number | undefined>;
  /** Whether somebody accepts connections there. */
  readonly connects: (port: number, host: string, signal: AbortSignal) => ObservableInput<boolean>;
  /** Whether a port answers a TLS hello. */
  readonly speaksTls: (port: ListeningPort, signal: AbortSignal) => ObservableInput<boolean>;
  /** Whether that is worth asking of a port before anything says so: to a server of another protocol it is noise. */
  readonly mayBeTls: (port: number) => boolean;
  readonly scheduler: SchedulerLike;
}

/** How a condition of being ready stands. */
export type Condition =
  | { readonly met: true }
  /** `waitingFor` completes the sentence "still waiting for …". */
  | { readonly met: false; readonly waitingFor: string };

export const met: Condition = { met: true };

/** A condition that does not hold yet. */
export function unmet(waitingFor: string): Condition {
  return { met: false, waitingFor };
}
