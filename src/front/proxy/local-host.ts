import { isIP } from 'node:net';

/**
 * Whether a `Host` header names this machine, or an address: no page from elsewhere can have a name of its own
 * lead here (DNS rebinding) and be taken for local.
 */
export function isLocalHost(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || isIP(hostname.replace(/^\[|\]$/g, '')) > 0
  );
}
