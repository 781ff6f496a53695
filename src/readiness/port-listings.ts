import type { ListedSocket } from './snapshot-ports.ts';

/** Reads `lsof -F pcn`: a line for each field, `p` and `c` once for all the sockets of a process. */
export function parseLsof(listing: string): ListedSocket[] {
  const sockets: ListedSocket[] = [];
  let pid = 0;
  let command = '';
  for (const line of listing.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = parsePid(value);
    if (line.startsWith('c')) command = value;
    const place = line.startsWith('n') ? parsePlace(value) : undefined;
    if (place && pid > 0) sockets.push({ ...place, pid, command });
  }
  return sockets;
}

/**
 * Reads `netstat -ano` of Windows. The word for LISTENING is translated there; that the far end is port 0 is
 * not.
 */
export function parseNetstat(listing: string): ListedSocket[] {
  return listing.split('\n').flatMap((line) => {
    const [protocol, near, far, , last = ''] = line.trim().split(/\s+/);
    const pid = parsePid(last);
    const place = protocol === 'TCP' && far?.endsWith(':0') ? parsePlace(near ?? '') : undefined;
    return place && pid > 0 ? [{ ...place, pid }] : [];
  });
}

/** Reads `ps -o pid= -o ppid=`: the parent of each process. */
export function parseParents(listing: string): Map<number, number> {
  const pairs = listing.split('\n').map((line) => line.trim().split(/\s+/).map(parsePid));
  return new Map(pairs.flatMap(([pid, parent]) => (pid && parent ? [[pid, parent] as const] : [])));
}

/** A process's number; 0 where the text is none. */
function parsePid(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}

/** `*:8080`, `127.0.0.1:8080`, `[::1]:8080`, `[fe80::1%12]:8080` */
function parsePlace(text: string): { port: number; address: string } | undefined {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const address = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return { port: Number(port), address: address === '*' ? '0.0.0.0' : address };
}
