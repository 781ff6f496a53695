import type { IncomingMessage } from 'node:http';

/**
 * Whether a request was addressed to this machine by a name that no foreign site can have: a site that lets its
 * own name point here (DNS rebinding) would otherwise read what a page shows. `localhost` and all below it
 * (RFC 6761), a loopback address, or the very address at which the request arrived.
 */
export function isForLocalHost({ headers, socket }: IncomingMessage): boolean {
  const name = nameOf(headers.host);
  return isLoopback(name) || name === socket.localAddress?.replace(/^::ffff:/, '');
}

/** Whether it comes from one of our own pages, on this machine: only those may change anything. */
export function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  return isLoopback(nameOf(host)) && (origin === `http://${host}` || origin === `https://${host}`);
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
