import { describeHolder } from './describe-holder.ts';
import type { ListeningPorts, PortHolder } from './listening-ports.ts';
import { systemPorts } from './system-ports.ts';

/**
 * Who has a port already: to be asked before a program is started. Undefined where it is free, or where that
 * can't be seen. On Linux up to 10 ms when it is free, the less the more connections the machine has; elsewhere
 * answered from a listing that is made in the background, so the first answer is undefined.
 */
export function findHolder(port: number, listeners: ListeningPorts = systemPorts): PortHolder | undefined {
  return listeners.holderOf(port);
}

/** The same in words. */
export function nameHolder(port: number): string | undefined {
  const holder = findHolder(port);
  return holder && describeHolder(holder);
}
