import type { ListeningPort } from './listening-ports.ts';

/** Addresses that `localhost` reaches. The rest of 127.0.0.0/8 is not among them. */
const LOCAL = new Set(['0.0.0.0', '::', '127.0.0.1', '::1']);

/** The URL, without a path, at which a port answers from this machine. */
export function baseUrlOf({ port, address, tls }: ListeningPort): string {
  const host = isLocal(address) ? 'localhost' : address.includes(':') ? `[${address}]` : address;
  return `${tls ? 'https' : 'http'}://${host}:${port}`;
}

/** Where to ask a port from this machine: not every machine's `localhost` is ::1, too. */
export function probeBaseOf(port: ListeningPort): string {
  return port.address === '::1' ? baseUrlOf(port).replace('localhost', '[::1]') : baseUrlOf(port);
}

/** Whether `localhost` reaches what listens on this address. */
export function isLocal(address: string): boolean {
  return LOCAL.has(address);
}
