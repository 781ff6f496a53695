import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import type { ListeningPort } from './listening-ports.ts';

/** A listening socket, with the inode by which a process's descriptors name it. */
export interface ListeningSocket extends ListeningPort {
  readonly inode: number;
}

/** Field `st` of a listening socket: TCP_LISTEN in the kernel's tcp_states.h. */
const LISTEN = '0A';

/** A row is 150 bytes in net/tcp, about 180 in net/tcp6. */
const chunk = Buffer.allocUnsafe(512);

/**
 * Gives the listening sockets from net/tcp6 and net/tcp in `root`, IPv6 first: Go listens there unless told
 * otherwise. Reads in small steps, and only as far as the caller asks: the kernel lists listening sockets first,
 * and then goes through all the buckets of its table of connections, which takes 5 ms. Empty if unreadable.
 */
export function* listeningSockets(root: string): Generator<ListeningSocket> {
  for (const table of ['tcp6', 'tcp']) {
    for (const row of rows(`${root}/net/${table}`)) {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
      if (local === undefined || !/^\d{1,15}$/.test(inode ?? '') || !/:[\dA-F]{4}$/.test(local)) continue;
      if (state !== LISTEN) break;
      const [address = '', port = ''] = local.split(':');
      yield { inode: Number(inode), port: parseInt(port, 16), address: parseAddress(address) };
    }
  }
}

function* rows(file: string): Generator<string> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    let text = '';
    for (let count; (count = readSync(descriptor, chunk, 0, chunk.length, null)) > 0;) {
      const lines = (text + chunk.toString('latin1', 0, count)).split('\n');
      text = lines.pop() ?? '';
      yield* lines;
    }
  } catch {
    // No procfs, no IPv6, or no permission: there is nothing to see.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The kernel prints 32-bit words as the machine has them. */
function parseAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => {
    const four = (word.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
    return endianness() === 'LE' ? four.reverse() : four;
  });
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return bytes.slice(12).join('.');
  // The URL parser shortens it as RFC 5952 asks.
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
