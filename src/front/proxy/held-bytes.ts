import { getDefaultHighWaterMark } from 'node:stream';
import type { IncomingMessage } from 'node:http';

/**
 * How many bytes of a request's body are in memory while it is not read: Node stops reading at its high-water
 * mark, the rest stays with the client. A client that waits for `100 Continue` sends nothing yet.
 */
export function bytesInMemory({ headers }: Pick<IncomingMessage, 'headers'>): number {
  if (headers.expect?.toLowerCase() === '100-continue') return 0;
  const most = getDefaultHighWaterMark(false);
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(Number(headers['content-length'] ?? 0), most);
}
