import type { PortHolder } from './listening-ports.ts';

/** Longer command lines are cut. */
const LONGEST = 80;

/** `node server.js (pid 123, folder /srv/api)`, as much of it as is known. */
export function describeHolder({ pid, command, cwd }: PortHolder): string {
  const name = command === undefined ? 'another process' : shorten(command);
  const facts = [
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    ...(cwd === undefined ? [] : [`folder ${cwd}`]),
  ];
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}

function shorten(command: string): string {
  return command.length > LONGEST ? `${command.slice(0, LONGEST - 1)}…` : command;
}
