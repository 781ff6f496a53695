import type { Outcome } from './outcome.ts';
import type { Switchboard, Visitor } from './switchboard.ts';
import type { Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** Before a program that refused a connection is tried again, in ms. */
const REFUSED_PAUSE = 50;

export interface LeadPorts {
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** ms since 1970 */
  readonly epoch: () => number;
}

/**
 * Leads a visitor to the program that is ready, again and again until one has taken it or `holdTimeout` has passed;
 * `pass` makes one attempt. Gives why none has answered; undefined where one has, or the visitor is gone.
 */
export async function lead(
  switchboard: Switchboard,
  visitor: Visitor,
  pass: (upstream: Upstream) => Promise<Outcome>,
  { wait, epoch }: LeadPorts,
): Promise<Unavailable | undefined> {
  let way = await switchboard.admit(visitor);
  for (;;) {
    if (way === undefined) return undefined;
    if (way.kind === 'closed') return way.why;
    switch (await pass(way.upstream)) {
      case 'done':
        return undefined;
      case 'no-answer':
        return {
          reason: 'no-answer',
          message: 'the program closed the connection without an answer',
          at: epoch(),
        };
      case 'stale':
        way = await switchboard.admit(visitor);
        break;
      case 'refused':
        await wait(REFUSED_PAUSE, visitor.gone);
        way = await switchboard.admitAgain(visitor);
    }
  }
}
