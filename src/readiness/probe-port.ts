import {
  concatMap,
  distinctUntilChanged,
  exhaustMap,
  from,
  map,
  type Observable,
  of,
  scan,
  startWith,
} from 'rxjs';
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
  const look = createLook(pid, wanted, deps);
  return tick$.pipe(
    exhaustMap(look),
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

/** Makes what looks at a program's ports once. */
function createLook(pid: number, wanted: number | undefined, deps: ReadinessDeps) {
  const { listeners } = deps;
  const { listings } = listeners;
  const see = () => {
    const seen = listeners.of(pid);
    return seen === 'unknown' ? [] : seen;
  };
  if (wanted === undefined || listeners.complete) return () => of(see());
  const isOpenHere = (open: readonly ListeningPort[]) => open.some(({ port }) => port === wanted);
  const accepted = { port: wanted, address: '127.0.0.1' };
  if (!listings) {
    return () => {
      const open = see();
      if (isOpenHere(open)) return of(open);
      // Where the program's ports can't be seen, whoever answers there is taken for the program.
      return accepts(wanted, deps).pipe(map((isAccepted) => (isAccepted ? [...open, accepted] : open)));
    };
  }
  /** Whether somebody has answered there at the last look already. */
  let wasAccepted = false;
  const judge = (isListed: boolean) => {
    const open = see();
    if (isOpenHere(open)) return open;
    const isOthers = isListed && listings.seeTrees && listeners.holderOf(wanted) !== undefined;
    // What is not listed belongs to another user, as that of sudo; before the start nobody had the port.
    return isOthers ? open : [...open, accepted];
  };
  return () =>
    accepts(wanted, deps).pipe(
      concatMap((isAccepted) => {
        const isNew = isAccepted && !wasAccepted;
        wasAccepted = isAccepted;
        // Only an address that is not this machine's own is refused to it.
        if (!isAccepted) return of(see());
        return isNew ? from(listings.renew()).pipe(map(judge)) : of(judge(listeners.of(pid) !== 'unknown'));
      }),
    );
}

/** Whether somebody accepts connections to the port at one of the loopback addresses. */
function accepts(port: number, { connects }: Pick<ReadinessDeps, 'connects'>): Observable<boolean> {
  const at = (host: string) => untilUnsubscribed((signal) => connects(port, host, signal));
  return at('127.0.0.1').pipe(exhaustMap((isAccepted) => (isAccepted ? of(true) : at('::1'))));
}

function isSame(a: ListeningPort | undefined, b: ListeningPort | undefined): boolean {
  return a?.port === b?.port && a?.address === b?.address;
}
