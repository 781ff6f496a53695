import { type ClientRequest, type IncomingMessage, request as ask } from 'node:http';
import { MOST_HEADERS, type RawHeaders } from './headers.ts';
import type { Upstream } from './upstream.ts';

/**
 * Begins a request to the program, with the method and path of the client's; `mayReuse`: on a connection that an
 * earlier one has left. Undefined where Node refuses to send what its own parser has let pass.
 */
export function askProgram(
  request: IncomingMessage,
  headers: RawHeaders,
  upstream: Upstream,
  mayReuse: boolean,
): ClientRequest | undefined {
  try {
    const outgoing = ask({
      ...upstream.address,
      method: request.method,
      path: request.url,
      headers,
      agent: mayReuse && !upstream.isDraining ? upstream.agent : false,
      setHost: false,
      maxHeaderSize: MOST_HEADERS,
    });
    outgoing.maxHeadersCount = 0;
    return outgoing;
  } catch {
    return undefined;
  }
}

/** What has become of an attempt to pass something on to a program. */
export type Outcome =
  | 'done'
  /** The program takes no connections. */
  | 'refused'
  /** A connection that was kept from an earlier request had been closed meanwhile. */
  | 'stale'
  /** The program broke the connection off before it had answered. */
  | 'no-answer';
