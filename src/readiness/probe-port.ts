import { distinctUntilChanged, exhaustMap, map, type Observable, of, scan, startWith } from 'rxjs';
import { isLocal, type ListeningPort } from './listening-ports.ts';
import type { ReadinessDeps } from './readiness-request.ts';
import { untilUnsubscribed } from './ticks.ts';

/**
 * Watches for the port that counts: `wanted`, or else the first that the program opens (the lowest of those
 * that open at the same look), for as long as it is open. Emits at the start and at each change; undefined
 * means none.
 */
export function probePort(
  pid: number,
  wanted: number | undefined,
  tick$: Observable<void>,
  deps: ReadinessDeps,
): Observable<ListeningPort | undefined> {
  return tick$.pipe(
    exhaustMap(() => look(pid, wanted, deps)),
    scan<readonly ListeningPort[], ListeningPort | undefined>(
      (current, open) => open.find((each) => isSame(each, current)) ?? choosePort(open, wanted),
      undefined,
    ),
    startWith(undefined),
    distinctUntilChanged(isSame),
  );
}

/** The port that counts among those that are open. */
export function choosePort(
  open: readonly ListeningPort[],
  wanted: number | undefined,
): ListeningPort | undefined {
  const rank = ({ port, address }: ListeningPort) => port * 2 + (isLocal(address) ? 0 : 1);
  return open
    .filter(({ port }) => wanted === undefined || port === wanted)
    .sort((a, b) => rank(a) - rank(b))[0];
}

function look(
  pid: number,
  wanted: number | undefined,
  { listeners, connects }: ReadinessDeps,
): Observable<readonly ListeningPort[]> {
  const seen = listeners.of(pid);
  const open = seen === 'unknown' ? [] : seen;
  if (wanted === undefined || listeners.complete || open.some(({ port }) => port === wanted)) return of(open);
  // Where the program's ports can't all be seen, whoever answers there is taken for the program.
  const accepts = (host: string) => untilUnsubscribed((signal) => connects(wanted, host, signal));
  return accepts('127.0.0.1').pipe(
    exhaustMap((accepted) => (accepted ? of(true) : accepts('::1'))),
    map((accepted) => (accepted ? [...open, { port: wanted, address: '127.0.0.1' }] : open)),
  );
}

function isSame(a: ListeningPort | undefined, b: ListeningPort | undefined): boolean {
  return a?.port === b?.port && a?.address === b?.address;
}
