import type { Outcome } from './ask-program.ts';
import type { PendingRequest, RequestHold } from './request-hold.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Before a program that refused a connection is tried again, in ms. */
const REFUSED_PAUSE = 50;

export interface RetryDeps {
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** ms since 1970 */
  readonly epoch: () => number;
}

/**
 * Passes a request on to the program that is ready, again and again until one has taken it or `holdTimeout` has passed;
 * `pass` makes one attempt. Gives why none has answered; undefined where one has, or the request is gone.
 */
export async function retryUntilReady(
  requestHold: RequestHold,
  pending: PendingRequest,
  pass: (upstream: Upstream) => Promise<Outcome>,
  { wait, epoch }: RetryDeps,
): Promise<Unavailable | undefined> {
  let route = await requestHold.admit(pending);
  for (;;) {
    if (route === undefined) return undefined;
    if (route.kind === 'closed') return route.why;
    switch (await pass(route.upstream)) {
      case 'done':
        return undefined;
      case 'no-answer':
        return {
          reason: 'no-answer',
          message: 'the program closed the connection without an answer',
          at: epoch(),
        };
      case 'stale':
        route = await requestHold.admit(pending);
        break;
      case 'refused':
        await wait(REFUSED_PAUSE, pending.gone);
        route = await requestHold.admitAgain(pending);
    }
  }
}
