import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server of Nx's self-hosted remote cache, on loopback. */
export interface RemoteCache {
  readonly url: string;
  /** What was asked, and how it was answered: `GET 404`, `PUT 403`. */
  readonly answers: readonly string[];
  close(): Promise<void>;
}

/** Who may what: one with a token that is neither may nothing. */
export interface CacheTokens {
  readonly read: string;
  readonly write: string;
}

/**
 * Serves artefacts by their hashes out of memory, as Nx's specification of a custom server has it
 * (nx.dev/docs/guides/tasks--caching/self-hosted-caching): GET and PUT of `/v1/cache/{hash}`, 404 for one that is not there,
 * 409 for one that is, 401 without a token, 403 for writing with one that only reads.
 */
export async function openRemoteCache({ read, write }: CacheTokens): Promise<RemoteCache> {
  const kept = new Map<string, Buffer>();
  const answers: string[] = [];
  const answer = async (request: IncomingMessage): Promise<readonly [status: number, body?: Buffer]> => {
    const body = await buffer(request);
    const hash = /^\/v1\/cache\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (hash === undefined) return [404];
    const token = request.headers.authorization?.replace(/^Bearer /, '');
    if (token !== read && token !== write) return [401];
    if (request.method === 'GET') {
      const found = kept.get(hash);
      return found ? [200, found] : [404];
    }
    if (token !== write) return [403];
    if (kept.has(hash)) return [409];
    kept.set(hash, body);
    return [200];
  };
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const [status, body] = await answer(request);
    answers.push(`${request.method} ${status}`);
    response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(body);
  };
  const server = createServer((request, response) => void onRequest(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
