import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 that somebody holds. */
export interface HeldPort {
  readonly port: number;
  free(): Promise<void>;
}

/** Holds a port in this process; 0 takes any. Rejects where it is taken. */
export function holdPort(port = 0): Promise<HeldPort> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    // A test that fails before it frees the port must not keep Jest from ending.
    server.on('error', reject).unref();
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        free: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const { port, free } = await holdPort();
  await free();
  return port;
}

/** True where nobody listens on the port. */
export async function isFree(port: number): Promise<boolean> {
  const held = await holdPort(port).catch(() => undefined);
  await held?.free();
  return held !== undefined;
}
