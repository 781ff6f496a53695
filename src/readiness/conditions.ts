import { distinctUntilChanged, map, merge, of, timer, type Observable, type Observer } from 'rxjs';
import { probeBaseOf } from './base-url.ts';
import type { ListeningPort } from './listening-ports.ts';
import { probeLog } from './probe-log.ts';
import { probeUrl } from './probe-url.ts';
import type { ReadinessPorts, ReadinessRequest } from './readiness.ts';
import { met, unmet, type Standing } from './standing.ts';

/** A program that is not known to open a port counts as ready once it has lived for so long, in ms. */
const ALIVE = 300;

/**
 * The conditions that must all hold for the program to be ready; each emits at once how it stands. `refused$` is told
 * when the port refuses a request, as one of TLS does.
 */
export function conditionsOf(
  { plan, opensPort, lines$ }: ReadinessRequest,
  port$: Observable<ListeningPort | undefined>,
  refused$: Observer<void>,
  tick$: Observable<void>,
  ports: ReadinessPorts,
): Observable<Standing>[] {
  const { port, url, log } = plan;
  const isOpen = (waitingFor: string) => port$.pipe(map((open) => (open ? met : unmet(waitingFor))));
  const conditions: Observable<Standing>[] = [];
  if (port !== undefined) conditions.push(isOpen(`port ${port}`));
  if (url !== undefined) {
    const url$ = isAbsolute(url)
      ? of(url)
      : port$.pipe(
          map((open) => open && probeBaseOf(open) + withSlash(url)),
          distinctUntilChanged(),
        );
    conditions.push(probeUrl(url, url$, refused$, tick$, ports));
  }
  if (log !== undefined) conditions.push(probeLog(log, lines$));
  if (conditions.length > 0) return conditions;
  if (opensPort === true) return [isOpen('a port to be opened')];
  const aged$ = timer(ALIVE, ports.scheduler).pipe(map(() => met));
  return [merge(isOpen('a port to be opened'), aged$)];
}

/** Whether a URL is more than a path on the program's port. */
export function isAbsolute(url: string): boolean {
  return /^https?:/i.test(url);
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
