import {
  concat,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  of,
  startWith,
  switchMap,
  takeWhile,
  timeout,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { ReadinessPorts } from './readiness.ts';
import { met, unmet, type Standing } from './standing.ts';
import { untilUnsubscribed } from './until-unsubscribed.ts';

/** How long one answer may take, in ms. */
const LONGEST = 5000;
/** The pause after an answer that says "not yet", in ms: refused connections cost nothing, answers do. */
const PAUSE = 50;

/** Asks a URL until it answers with a status below 400. While the URL is undefined, its port is waited for. */
export function probeUrl(
  path: string,
  url$: Observable<string | undefined>,
  tick$: Observable<void>,
  ports: ReadinessPorts,
): Observable<Standing> {
  return url$.pipe(
    switchMap((url) => (url === undefined ? of(unmet(`a port to ask for ${path}`)) : ask(url, tick$, ports))),
  );
}

function ask(url: string, tick$: Observable<void>, { fetchStatus, scheduler }: ReadinessPorts) {
  const answer$ = untilUnsubscribed((signal) => fetchStatus(url, signal)).pipe(
    timeout({ first: LONGEST, with: () => of(undefined), scheduler }),
  );
  return merge(of(undefined), tick$).pipe(
    exhaustMap(() =>
      answer$.pipe(
        switchMap((status) => (status === undefined ? of(status) : concat(of(status), rest(scheduler)))),
      ),
    ),
    map((status): Standing => {
      if (status !== undefined && status < 400) return met;
      return unmet(status === undefined ? url : `${url}, which answers with status ${status}`);
    }),
    startWith(unmet(url)),
    takeWhile((standing) => !standing.met, true),
  );
}

function rest(scheduler: ReadinessPorts['scheduler']): Observable<never> {
  return timer(PAUSE, scheduler).pipe(ignoreElements());
}
