import { createServer } from 'node:net';
import { type System, thisSystem } from '../process/system.ts';
import { listen } from '../ui/listen.ts';
import { answersLocally } from './hold-port.ts';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): there another
 * process could take it by chance before the program does.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Whether a port can be listened on. */
export type IsFree = (port: number) => Promise<boolean>;

/** How many ports are tried; the last one is taken as it is. */
const TRIES = 100;

/** A random port on which nobody listens. `random` gives numbers from 0 to 1. */
export async function findPrivatePort(isFree: IsFree = isFreeHere, random = Math.random): Promise<number> {
  for (let tried = 1; ; tried++) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST));
    if (tried === TRIES || (await isFree(port))) return port;
  }
}

interface IsFreeDeps {
  /** Whether somebody answers on the port, at these addresses. */
  readonly answers: (port: number, hosts: readonly string[]) => Promise<boolean>;
  /** Listens for a moment; gives the error's code, undefined where it went well. */
  readonly tryToListen: (host: string, port: number) => Promise<string | undefined>;
}

/**
 * Makes an {@link IsFree} that tries all addresses at once, and those of IPv4 where there is no IPv6. Where the system lets
 * two listen on one port, nobody may answer there.
 */
export function createIsFree(
  { sharesPorts }: Pick<System, 'sharesPorts'>,
  { answers, tryToListen }: IsFreeDeps,
): IsFree {
  return async (port) => {
    if (sharesPorts && (await answers(port, ['::']))) return false;
    const error = await tryToListen('::', port);
    if (error === undefined || error === 'EADDRINUSE') return error === undefined;
    return (await tryToListen('0.0.0.0', port)) === undefined;
  };
}

const isFreeHere = createIsFree(thisSystem, { answers: answersLocally, tryToListen: listenForAMoment });

async function listenForAMoment(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const error = await listen(server, { host, port, exclusive: true });
  if (error) return error.code ?? '';
  await new Promise((resolve) => server.close(resolve));
  return undefined;
}
