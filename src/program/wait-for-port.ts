import { UNNAMED } from '../readiness/describe-holder.ts';
import type { AskHolder } from '../readiness/open-readiness.ts';
import { Observable, type SchedulerLike, type Subscription } from 'rxjs';

/**
 * What a wait for a port comes to; `held` once, and again with a name that was not known at first; one of the others at
 * the end.
 */
export type PortWait =
  | { readonly kind: 'held'; readonly holder: string }
  | { readonly kind: 'free' }
  | { readonly kind: 'given-up'; readonly holder: string };

/** Between two looks at a port that is held, in ms. */
const INTERVAL = 200;

/**
 * Waits until nobody holds the port, at most `timeout` ms. Without a port, or with a free one, `free` comes
 * synchronously, unless who holds it takes time to tell. A program that is started onto a held port would fail, or the
 * other be taken for it.
 */
export function waitForPort(
  port: number | null,
  askHolder: AskHolder,
  timeout: number,
  scheduler: SchedulerLike,
): Observable<PortWait> {
  return new Observable((observer) => {
    let retry: Subscription | undefined;
    let told: string | undefined;
    const look = (waited: number) => {
      const asked = port === null ? undefined : askHolder(port);
      if (!(asked instanceof Promise)) return judge(asked, waited);
      void asked.then((holder) => !observer.closed && judge(holder, waited));
    };
    const judge = (holder: string | undefined, waited: number) => {
      if (holder !== undefined && (told === undefined || (told === UNNAMED && holder !== UNNAMED))) {
        told = holder;
        observer.next({ kind: 'held', holder });
      }
      if (holder !== undefined && waited < timeout) {
        retry = scheduler.schedule(() => look(waited + INTERVAL), INTERVAL);
        return;
      }
      observer.next(holder === undefined ? { kind: 'free' } : { kind: 'given-up', holder });
      observer.complete();
    };
    look(0);
    return () => retry?.unsubscribe();
  });
}
