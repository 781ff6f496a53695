import { concat, delay, map, merge, NEVER, type Observable, of, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { ReadyPlan } from '../../plan/plan.ts';
import type { PortHolder } from '../listening-ports.ts';
import type { ReadinessEvent } from '../readiness-request.ts';
import { watchReadiness } from '../readiness.ts';
import { createFakeListeners, type FakeListings, type FakePort } from './fake-listeners.ts';

/** A program, and what surrounds it. All times in ms after its start. */
export interface World {
  readonly plan?: Partial<ReadyPlan>;
  readonly opensPort?: boolean;
  readonly open?: readonly FakePort[];
  readonly holders?: Readonly<Record<number, PortHolder>>;
  /** Whether all ports of the program can be seen, or any at all. */
  readonly sight?: 'complete' | 'partial' | 'none' | FakeListings;
  /** What the program prints, and when. */
  readonly lines?: readonly (readonly [number, string])[];
  /** From when to when a debugger has it stopped. */
  readonly stopped?: readonly [from: number, to: number];
  readonly answer?: (url: string, now: number) => Observable<number | undefined>;
  readonly accepts?: (host: string, now: number) => boolean;
  /** Whether the port speaks TLS, how long its answer takes, and whether anything says so. */
  readonly tls?: boolean;
  readonly helloMs?: number;
  readonly mayBeTls?: boolean;
  /** When the watching is given up. */
  readonly until?: number;
}

/** What came of watching. */
export interface Watched {
  readonly events: readonly (ReadinessEvent & { readonly at: number })[];
  readonly completed: boolean;
  /** Each URL that was asked. */
  readonly asked: readonly { readonly at: number; readonly url: string }[];
  /** Requests that were still without their end when it was over. */
  readonly leftOver: number;
  /** The virtual time at which nothing was scheduled any more. */
  readonly quietAt: number;
}

/** Watches the readiness of a fake program in virtual time. */
export function watchVirtually(world: World): Watched {
  const scheduler = new TestScheduler(() => {});
  const now = () => scheduler.now();
  const events: (ReadinessEvent & { at: number })[] = [];
  const asked: { at: number; url: string }[] = [];
  let completed = false;
  let pending = 0;
  scheduler.run(() => {
    const { sight = 'complete', open = [], holders = {}, lines = [] } = world;
    const listeners = createFakeListeners(now, open, { sight, holders }, scheduler);
    const line = ([at, text]: readonly [number, string]) => timer(at, scheduler).pipe(map(() => text));
    const request = {
      pid: 10,
      plan: { timeout: 60_000, ...world.plan },
      opensPort: world.opensPort,
      lines$: merge(...lines.map(line)),
      isStopped$: world.stopped ? stopsDuring(world.stopped, scheduler) : of(false),
    };
    const deps = {
      listeners,
      fetchStatus: (url: string, signal: AbortSignal) => {
        asked.push({ at: now(), url });
        pending++;
        signal.addEventListener('abort', () => pending--);
        return world.answer?.(url, now()) ?? concat(of(undefined), NEVER);
      },
      connects: (_port: number, host: string) => of(world.accepts?.(host, now()) ?? false),
      speaksTls: () => of(world.tls ?? false).pipe(delay(world.helloMs ?? 0, scheduler)),
      mayBeTls: () => world.mayBeTls ?? false,
      scheduler,
    };
    const watching = watchReadiness(request, deps).subscribe({
      next: (event) => events.push({ ...event, at: now() }),
      complete: () => (completed = true),
    });
    if (world.until !== undefined) scheduler.schedule(() => watching.unsubscribe(), world.until);
  });
  return { events, completed, asked, leftOver: pending, quietAt: now() };
}

function stopsDuring([from, to]: readonly [number, number], scheduler: TestScheduler): Observable<boolean> {
  const at = (ms: number, value: boolean) => timer(ms, scheduler).pipe(map(() => value));
  return merge(of(false), at(from, true), at(to, false));
}
