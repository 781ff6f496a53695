import type { Server } from 'node:net';
import { listen } from '../listen.ts';

/** How an attempt to listen has ended. */
export type Held =
  | { readonly kind: 'held' }
  /** Somebody else listens there. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'impossible'; readonly reason: string };

/** The addresses of a host option: `localhost` is both loopback addresses. */
export function addressesOf(host: string): readonly string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

/**
 * Lets servers listen, one for each address, on one port. An address of IPv6 that this machine does not have is
 * passed over where there is another. All or none: where one fails, the others are closed.
 */
export async function holdPort(
  servers: readonly Server[],
  addresses: readonly string[],
  port: number,
): Promise<Held> {
  const listening: Server[] = [];
  for (const [at, server] of servers.entries()) {
    const error = await listen(server, { host: addresses[at] ?? '', port, exclusive: true });
    if (error === undefined) listening.push(server);
    else if (!(listening.length > 0 && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? ''))) {
      await Promise.all(listening.map((one) => new Promise((resolve) => one.close(resolve))));
      return error.code === 'EADDRINUSE' ? { kind: 'taken' } : { kind: 'impossible', reason: error.message };
    }
  }
  return { kind: 'held' };
}
