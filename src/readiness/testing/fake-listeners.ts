import { asyncScheduler, map, type SchedulerLike, timer } from 'rxjs';
import type { ListeningPort, ListeningPorts, PortHolder } from '../listening-ports.ts';

/** A port of the program, open between two times in ms. */
export interface FakePort {
  readonly port: number;
  readonly address?: string;
  readonly from: number;
  readonly until?: number;
}

/** A command that lists ports: how long it takes, in ms, and whether it is there. */
export interface FakeListings {
  readonly takes: number;
  readonly seeTrees?: boolean;
  readonly isMissing?: boolean;
}

/** Ports that open and close by the clock. `holders` are other processes, by port. */
export function createFakeListeners(
  now: () => number,
  open: readonly FakePort[],
  {
    sight,
    holders,
  }: {
    sight: 'complete' | 'partial' | 'none' | FakeListings;
    holders: Readonly<Record<number, PortHolder>>;
  },
  scheduler: SchedulerLike = asyncScheduler,
): ListeningPorts {
  if (typeof sight === 'object') return createListed(now, open, sight, holders, scheduler);
  const isOpen = ({ from, until = Infinity }: FakePort) => from <= now() && now() < until;
  const openNow = () => open.filter(isOpen).map(({ port, address = '::' }) => ({ port, address }));
  return {
    complete: sight === 'complete',
    of: () => (sight === 'none' ? 'unknown' : openNow()),
    holderOf: (port) => holders[port],
  };
}

/** The same by listings: each shows what was open when it began, and none is made that nobody asks for. */
function createListed(
  now: () => number,
  open: readonly FakePort[],
  { takes, seeTrees = true, isMissing = false }: FakeListings,
  holders: Readonly<Record<number, PortHolder>>,
  scheduler: SchedulerLike,
): ListeningPorts {
  let listed: ListeningPort[] | 'unknown' = 'unknown';
  const look = createFakeListeners(now, open, { sight: 'complete', holders }, scheduler);
  const renew = () => {
    const begun = look.of(0) as ListeningPort[];
    return timer(isMissing ? 0 : takes, scheduler).pipe(
      map(() => {
        if (!isMissing) listed = begun;
        return !isMissing;
      }),
    );
  };
  return {
    complete: false,
    of: () => listed,
    holderOf: (port) =>
      listed !== 'unknown' && listed.some((one) => one.port === port && seeTrees)
        ? { pid: 10 }
        : holders[port],
    listings: { renew, seeTrees },
  };
}
