import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { connects, fetchStatus, speaksTls } from './connections.ts';

describe('connections', () => {
  let server: Server;
  let port: number;
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  beforeEach(async () => {
    server = createServer(({ url }, response) => {
      if (url === '/never') return;
      if (url === '/endless') return void response.writeHead(200).write('data');
      response.writeHead(url === '/moved' ? 302 : 503, { location: '/' }).end('x'.repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  it('are accepted where somebody listens', async () => {
    expect(await connects(port, '127.0.0.1')).toBe(true);
    expect(await connects(port, '::1')).toBe(false);
  });

  it('are not made any more once they are aborted', async () => {
    const end = new AbortController();
    const connected = connects(port, '127.0.0.1', end.signal);
    end.abort();
    expect(await connected).toBe(false);
    expect(await connects(port, '127.0.0.1', end.signal)).toBe(false);
  });

  it('give the status of the answer, without following a redirect', async () => {
    const { signal } = new AbortController();
    expect(await fetchStatus(`http://localhost:${port}/`, signal)).toBe(503);
    expect(await fetchStatus(`http://localhost:${port}/moved`, signal)).toBe(302);
  });

  it('are not kept after the answer', async () => {
    expect(await fetchStatus(`http://127.0.0.1:${port}/endless`, new AbortController().signal)).toBe(200);
    await new Promise((resolve) => server.close(resolve));
    expect(await connections()).toBe(0);
    expect(await fetchStatus(`http://127.0.0.1:${port}/`, new AbortController().signal)).toBeUndefined();
  });

  it('tell a server of TLS, also one that has no certificate to show, from others', async () => {
    const { signal } = new AbortController();
    const tls = createTls().on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const at = (one: { address(): unknown }) => ({ ...(one.address() as AddressInfo), address: '127.0.0.1' });
    expect(await speaksTls(at(tls), signal)).toBe(true);
    expect(await speaksTls(at(server), signal)).toBe(false);
    await new Promise((resolve) => tls.close(resolve));
    expect(await speaksTls({ port: at(server).port, address: '::1' }, signal)).toBe(false);
    expect(await speaksTls(at(server), AbortSignal.abort())).toBe(false);
  });

  it('end when they are aborted', async () => {
    const end = new AbortController();
    const status = fetchStatus(`http://127.0.0.1:${port}/never`, end.signal);
    end.abort();
    expect(await status).toBeUndefined();
  });
});
