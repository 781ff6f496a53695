import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
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
