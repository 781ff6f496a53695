import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what others tell of, never for time to pass. */
export interface Waiting {
  /** Looks again: something has happened. */
  notify(): void;
  /**
   * Resolves with what `look` gives once that is not undefined. Rejects after `limit` ms (default 60 s) with
   * what was waited for and all that is known so far.
   */
  until<T>(what: string, look: () => T | undefined, limit?: number): Promise<T>;
  /** The same for facts that nobody tells of, such as the end of a foreign process: looks every 25 ms. */
  untilSeen<T>(what: string, look: () => T | undefined, limit?: number): Promise<T>;
}

/** ms */
const LIMIT = Number(process.env['RIG_WAIT'] ?? 60_000);
const INTERVAL = 25;

/** `tell` gives all that is known, for the error. */
export function createWaiting(tell: () => string): Waiting {
  const lookers = new Set<() => void>();
  const explain = (what: string, limit: number) =>
    new Error(`waited ${limit / 1000} s for ${what}, in vain\n${tell()}`);

  return {
    notify() {
      for (const look of [...lookers]) look();
    },
    until<T>(what: string, look: () => T | undefined, limit = LIMIT) {
      // Made here, so that its stack names the test's line.
      const error = explain(what, limit);
      return new Promise<T>((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          lookers.delete(lookAgain);
          act();
        };
        const lookAgain = () => {
          try {
            const found = look();
            if (found !== undefined) settle(() => resolve(found));
          } catch (problem) {
            settle(() => reject(problem instanceof Error ? problem : new Error(String(problem))));
          }
        };
        const timer = setTimeout(() => {
          error.message = explain(what, limit).message;
          settle(() => reject(error));
        }, limit);
        lookers.add(lookAgain);
        lookAgain();
      });
    },
    async untilSeen<T>(what: string, look: () => T | undefined, limit = LIMIT) {
      for (const deadline = performance.now() + limit; performance.now() < deadline;) {
        const found = look();
        if (found !== undefined) return found;
        await pause(INTERVAL);
      }
      throw explain(what, limit);
    },
  };
}
