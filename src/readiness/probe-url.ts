import {
  concat,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  type Observable,
  type Observer,
  of,
  startWith,
  switchMap,
  takeWhile,
  tap,
  timeout,
  timer,
} from 'rxjs';
import { type Condition, met, type ReadinessDeps, unmet } from './readiness-request.ts';
import { untilUnsubscribed } from './ticks.ts';

/** How long one answer may take, in ms. */
const LONGEST = 5000;
/**
 * The pauses after an answer that says "not yet", in ms: refused connections cost nothing, answers do. In between a pause is
 * a twentieth of the time since the first one.
 */
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 5000;

const TLS_ADVICE = ' (if the program speaks TLS there, "readyUrl" has to begin with https:)';

/**
 * Asks a URL until it answers with a status below 400. While the URL is undefined, its port is waited for. `refused$` is
 * told of each answer by which a server of TLS refuses HTTP.
 */
export function probeUrl(
  path: string,
  url$: Observable<string | undefined>,
  refused$: Pick<Observer<void>, 'next'>,
  tick$: Observable<void>,
  deps: ReadinessDeps,
): Observable<Condition> {
  return url$.pipe(
    switchMap((url) =>
      url === undefined ? of(unmet(`a port to ask for ${path}`)) : ask(url, refused$, tick$, deps),
    ),
  );
}

function ask(
  url: string,
  refused$: Pick<Observer<void>, 'next'>,
  tick$: Observable<void>,
  { fetchStatus, scheduler }: ReadinessDeps,
) {
  // What a server of TLS says to HTTP, but others say it, too.
  const isRefusal = (status: number | undefined) => status === 400 && url.startsWith('http:');
  let since: number | undefined;
  const pause = () => {
    const now = scheduler.now();
    const age = now - (since ??= now);
    return Math.min(Math.max(age / 20, SHORTEST_PAUSE), LONGEST_PAUSE);
  };
  const answer$ = untilUnsubscribed((signal) => fetchStatus(url, signal)).pipe(
    timeout({ first: LONGEST, with: () => of(undefined), scheduler }),
  );
  return merge(of(undefined), tick$).pipe(
    exhaustMap(() =>
      answer$.pipe(
        switchMap((status) =>
          status === undefined ? of(status) : concat(of(status), rest(pause(), scheduler)),
        ),
      ),
    ),
    tap((status) => void (isRefusal(status) && refused$.next())),
    map((status): Condition => {
      if (status !== undefined && status < 400) return met;
      if (status === undefined) return unmet(url);
      return unmet(`${url}, which answers with status ${status}${isRefusal(status) ? TLS_ADVICE : ''}`);
    }),
    startWith(unmet(url)),
    takeWhile((condition) => !condition.met, true),
  );
}

function rest(ms: number, scheduler: ReadinessDeps['scheduler']): Observable<never> {
  return timer(ms, scheduler).pipe(ignoreElements());
}
