import { createServer } from 'node:net';
import { thisSystem } from '../process/system.ts';
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

/**
 * Tries it on all addresses at once, and on those of IPv4 where there is no IPv6. Where the system lets two listen on one
 * port, nobody may answer there.
 */
async function isFreeHere(port: number): Promise<boolean> {
  if (thisSystem.sharesPorts && (await answersLocally(port, ['::']))) return false;
  const error = await tryToListen('::', port);
  return (
    error === undefined || (error !== 'EADDRINUSE' && (await tryToListen('0.0.0.0', port)) === undefined)
  );
}

async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const error = await listen(server, { host, port, exclusive: true });
  if (error) return error.code ?? '';
  await new Promise((resolve) => server.close(resolve));
  return undefined;
}
