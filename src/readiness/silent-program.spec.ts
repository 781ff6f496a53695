import { jest } from '@jest/globals';
import { asyncScheduler, NEVER } from 'rxjs';
import { createFakeListeners, type FakePort } from './testing/fake-listeners.ts';
import { watchReadiness } from './readiness.ts';

const HOUR = 3_600_000;

/** Watches a program that prints nothing, by RxJS's own timers; the hour is Jest's. */
function watchForAnHour(open: readonly FakePort[]) {
  let looks = 0;
  const listeners = createFakeListeners(() => performance.now() - begun, open, {
    sight: 'complete',
    holders: {},
  });
  const begun = performance.now();
  const counted = { ...listeners, of: (pid: number) => (looks++, listeners.of(pid)) };
  const ports = {
    listeners: counted,
    fetchStatus: () => NEVER,
    connects: () => NEVER,
    speaksTls: () => NEVER,
    mayBeTls: () => false,
    scheduler: asyncScheduler,
  };
  const request = { pid: 10, plan: { timeout: 60_000 }, opensPort: undefined, lines$: NEVER };
  const watching = watchReadiness(request, ports).subscribe();
  jest.advanceTimersByTime(HOUR);
  const timers = jest.getTimerCount();
  watching.unsubscribe();
  return { timers, looks, timersAtEnd: jest.getTimerCount() };
}

describe('a program that is silent for an hour', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('costs one timer and a look every 30 s while it opens no port', () => {
    const { timers, looks, timersAtEnd } = watchForAnHour([]);
    expect({ timers, timersAtEnd }).toEqual({ timers: 1, timersAtEnd: 0 });
    // More of them in the first three minutes only: see ticks.ts.
    expect(looks).toBeGreaterThan(HOUR / 30_000);
    expect(looks).toBeLessThan(1200 + HOUR / 30_000);
  });

  it('costs nothing any more once its port is known', () => {
    const { timers, looks } = watchForAnHour([{ port: 8080, from: 42 }]);
    expect(timers).toBe(0);
    expect(looks).toBeLessThan(30);
  });
});
