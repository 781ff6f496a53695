import { firstValueFrom, from } from 'rxjs';
import { connects } from './connections.ts';
import type { ListeningPorts, PortHolder } from './listening-ports.ts';
import { systemPorts } from './system-ports.ts';

/** A holder of whom nothing is known. */
export const UNNAMED = 'another process';

/** Longer command lines are cut. */
const LONGEST = 80;

/** `node server.js (pid 123, folder /srv/api)`, as much of it as is known. */
export function describeHolder({ pid, command, cwd }: PortHolder): string {
  const name = command === undefined ? UNNAMED : shorten(command);
  const facts = [
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    ...(cwd === undefined ? [] : [`folder ${cwd}`]),
  ];
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}

function shorten(command: string): string {
  return command.length > LONGEST ? `${command.slice(0, LONGEST - 1)}…` : command;
}

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

/**
 * The same in words, asked before a program is started onto the port. Where listings take their time, a connection says
 * at once whether anybody has it, and only then a new listing who: that takes up to some seconds. Never rejects.
 */
export function askHolder(
  port: number,
  listeners: ListeningPorts = systemPorts,
  connect: (port: number, host: string) => Promise<boolean> = connects,
): string | undefined | Promise<string | undefined> {
  const describe = (holder: PortHolder | undefined) => holder && describeHolder(holder);
  const { listings } = listeners;
  if (!listings) return describe(listeners.holderOf(port));
  return (async () => {
    if (!(await connect(port, '127.0.0.1')) && !(await connect(port, '::1'))) return undefined;
    await firstValueFrom(from(listings.renew()));
    return describeHolder(listeners.holderOf(port) ?? {});
  })();
}
