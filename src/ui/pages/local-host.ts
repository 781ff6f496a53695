import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from this machine, and was addressed to it by a name that no foreign site can have: a site
 * that lets its own name point here (DNS rebinding) would otherwise read what a page shows. Such names are
 * `localhost` and all below it (RFC 6761), a loopback address, and the very address at which the request arrived.
 * Who comes from this machine comes from a loopback address, or from the address to which it goes.
 */
export function isForLocalHost({ headers, socket }: IncomingMessage): boolean {
  const name = nameOf(headers.host);
  const [here, there] = [socket.localAddress, socket.remoteAddress].map(withoutMapping);
  return (isLoopback(name) || name === here) && there !== undefined && (isLoopback(there) || there === here);
}

/** Whether it comes from one of our own pages, on this machine: only those may change anything. */
export function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  return isLoopback(nameOf(host)) && (origin === `http://${host}` || origin === `https://${host}`);
}

/**
 * Whether a page of this machine asks, or one of the same host on another port: so a frontend under development asks
 * its API. Which page asks is the browser's word (`Origin`).
 */
export function isFromNearPage({ headers }: IncomingMessage): boolean {
  const { host, origin = '' } = headers;
  const name = nameOf(/^https?:\/\/(.+)$/.exec(origin)?.[1]);
  return name !== '' && (isLoopback(name) || name === nameOf(host));
}

/** The host without its port, an IPv6 address without its brackets; empty for what is none. */
function nameOf(host: string | undefined): string {
  const url = `http://${host}`;
  if (host === undefined || /[/?#@\\]/.test(host) || !URL.canParse(url)) return '';
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

function isLoopback(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d+){3}$/.test(name)
  );
}

/** An address of IPv4 as such, also where a socket of IPv6 has taken the connection (RFC 4291 §2.5.5.2). */
function withoutMapping(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:/, '');
}
