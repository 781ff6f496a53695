/** The clock, as code that waits needs it. */
export interface Timers {
  /** ms; only differences mean something */
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as the signal is aborted; the timer is then cleared. Never rejects. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The clock of this machine. */
export const timers: Timers = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener('abort', finish);
    }),
};

/**
 * What a promise resolves with, or undefined where it has not after `ms`, or when the signal is aborted. Rejects as the
 * promise does.
 */
export async function withLimit<T>(
  promise: Promise<T>,
  ms: number,
  { wait }: Pick<Timers, 'wait'>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const enough = new AbortController();
  const limit = wait(ms, signal ? AbortSignal.any([signal, enough.signal]) : enough.signal);
  return Promise.race([promise, limit.then(() => undefined)]).finally(() => enough.abort());
}

/** An idle Go server needs 2 to 4 ms to end, which should not become 7. Of the time that has passed so far. */
const GROWTH = 0.5;

/**
 * Looks again and again, at growing intervals of 1 to 25 ms, until nothing remains, `limit` ms have passed
 * or the signal is aborted. Gives what then remains. Does not wait at all if nothing remains at the start.
 */
export async function waitUntilGone<T>(
  remaining: () => readonly T[],
  limit: number,
  { now, wait }: Timers,
  signal?: AbortSignal,
): Promise<readonly T[]> {
  const begun = now();
  for (;;) {
    const left = remaining();
    const passed = now() - begun;
    const time = limit - passed;
    if (left.length === 0 || time <= 0 || signal?.aborted) return left;
    const pause = Math.min(Math.max(passed * GROWTH, 1), 25);
    await wait(Math.min(pause, time), signal);
  }
}
