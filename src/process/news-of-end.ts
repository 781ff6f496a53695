import type { Ended } from './child.ts';

/*
 * Nx stops a task by ending its processes from the leaves up, and the executor once it has no child, for which it
 * looks every 50 ms. A command that was killed may thus be the first sign of the end. If the executor has another
 * child whenever Nx looks, it is never told, and all are killed 5 s later.
 */

/** For so long nothing is started after a command that something else has ended. ms */
export const NEWS_OF_END = 250;

/** Nx looks within so long: what is started later would not be if Nx were ending the run. ms */
export const CHILDLESS_MOMENT = 100;

/**
 * Gives how a command has ended. Where something else has ended it, that takes 250 ms, in which nothing may be
 * started; less where `signal` aborts meanwhile.
 */
export async function awaitNewsOfEnd(ended: Ended, signal?: AbortSignal): Promise<Ended> {
  if (!wasKilled(ended) || signal?.aborted) return ended;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  const timer = setTimeout(resolve, NEWS_OF_END);
  signal?.addEventListener('abort', onAbort);
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  return ended;
}

/** True where the process, or one that it had started, was ended from outside. */
function wasKilled({ exit, stderr }: Ended): boolean {
  return exit.kind === 'signal' || /signal: (?:terminated|killed|interrupt|hangup)/.test(stderr);
}
