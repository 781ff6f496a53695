import type { ListeningPorts, PortHolder } from '../listening-ports.ts';

/** A port of the program, open between two times in ms. */
export interface FakePort {
  readonly port: number;
  readonly address?: string;
  readonly from: number;
  readonly until?: number;
}

/** Ports that open and close by the clock. `holders` are other processes, by port. */
export function createFakeListeners(
  now: () => number,
  open: readonly FakePort[],
  {
    sight,
    holders,
  }: { sight: 'complete' | 'partial' | 'none'; holders: Readonly<Record<number, PortHolder>> },
): ListeningPorts {
  const isOpen = ({ from, until = Infinity }: FakePort) => from <= now() && now() < until;
  const openNow = () => open.filter(isOpen).map(({ port, address = '::' }) => ({ port, address }));
  return {
    complete: sight === 'complete',
    of: () => (sight === 'none' ? 'unknown' : openNow()),
    holderOf: (port) => holders[port],
  };
}
