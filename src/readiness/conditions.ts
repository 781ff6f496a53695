import { stripVTControlCharacters } from 'node:util';
import {
  concat,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  NEVER,
  type Observable,
  type Observer,
  of,
  startWith,
  switchMap,
  take,
} from 'rxjs';
import { type ListeningPort, probeBaseOf } from './listening-ports.ts';
import { probeUrl } from './probe-url.ts';
import {
  type Condition,
  met,
  type ReadinessDeps,
  type ReadinessRequest,
  unmet,
} from './readiness-request.ts';
import { timeRunning } from './ticks.ts';

/** A program that is not known to open a port counts as ready once it has lived for so long, in ms. */
const ALIVE = 300;

/**
 * The conditions that must all hold for the program to be ready; each emits at once how it stands. `refused$` is told
 * when the port refuses a request, as one of TLS does.
 */
export function conditionsOf(
  { plan, opensPort, lines$, isStopped$ = of(false) }: ReadinessRequest,
  port$: Observable<ListeningPort | undefined>,
  refused$: Observer<void>,
  tick$: Observable<void>,
  deps: ReadinessDeps,
): Observable<Condition>[] {
  const { port, url, log } = plan;
  const isOpen = (waitingFor: string) => port$.pipe(map((open) => (open ? met : unmet(waitingFor))));
  const conditions: Observable<Condition>[] = [];
  if (port !== undefined) conditions.push(isOpen(`port ${port}`));
  if (url !== undefined) {
    const url$ = isAbsolute(url)
      ? of(url)
      : port$.pipe(
          map((open) => open && probeBaseOf(open) + withSlash(url)),
          distinctUntilChanged(),
        );
    conditions.push(probeUrl(url, url$, refused$, tick$, deps));
  }
  if (log !== undefined) conditions.push(probeLog(log, lines$));
  if (conditions.length > 0) return conditions;
  if (opensPort === true) return [isOpen('a port to be opened')];
  // What was listed before says nothing of a port that was opened just now.
  const listed$ = defer(() => deps.listeners.listings?.renew() ?? of(true));
  const aged$ = timeRunning(ALIVE, isStopped$, deps.scheduler).pipe(
    switchMap(() => listed$),
    map(() => met),
  );
  return [merge(isOpen('a port to be opened'), aged$)];
}

/** Whether a URL is more than a path on the program's port. */
export function isAbsolute(url: string): boolean {
  return /^https?:/i.test(url);
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** Waits for a line that matches, whatever its colours; once is enough. */
function probeLog(pattern: RegExp, lines$: Observable<string>): Observable<Condition> {
  // Not `test`: with the flag g it begins where the last match ended.
  const matches = (line: string) => stripVTControlCharacters(line).search(pattern) >= 0;
  return concat(lines$, NEVER).pipe(
    filter(matches),
    take(1),
    map(() => met),
    startWith(unmet(`a line that matches ${String(pattern)}`)),
  );
}
