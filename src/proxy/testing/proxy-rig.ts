import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { connect, createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ProxyPlan } from '../../plan/plan.ts';
import { clock } from '../../process/clock.ts';
import { timers } from '../../process/wait-until-gone.ts';
import type { Pages } from '../../ui/pages/pages.ts';
import { createProxy, type Proxy } from '../proxy.ts';

/** A proxy on a free port of this machine, and programs before which it stands: servers of the test's own. */
export interface ProxyRig {
  readonly proxy: Proxy;
  readonly port: number;
  readonly url: string;
  /** A program that answers so, and is ready at once; its pid counts from 1. */
  serve(listener: RequestListener): Promise<HttpServer>;
  /** A program that does so with each connection. */
  accept(listener: (socket: Socket) => void): Promise<Server>;
  /** Tells the proxy that a program is ready. */
  ready(pid: number, server: Server): void;
  /** A connection to the proxy, with all that has come on it, as latin1. */
  dial(): Dialled;
  close(): Promise<void>;
}

export interface Dialled {
  readonly socket: Socket;
  readonly received: string;
  /** Resolves once this was received. */
  until(text: string | RegExp): Promise<string>;
  readonly closed: Promise<void>;
}

/** Opens a rig; `plan` replaces single values. There are no pages unless they are given. */
export async function openProxyRig(plan: Partial<ProxyPlan> = {}, pages?: Pages): Promise<ProxyRig> {
  const port = await freePort();
  const proxy = createProxy(
    {
      port,
      host: '127.0.0.1',
      mode: 'http',
      overlap: false,
      holdTimeout: 5000,
      holdRequests: 100,
      holdBytes: 2 ** 20,
      ...plan,
    },
    {
      loadPages: async () => pages,
      scheduler: clock,
      timers,
      epoch: Date.now,
      choosePort: freePort,
    },
  );
  const held = await proxy.hold();
  if (held.kind !== 'held') throw new Error(held.kind);
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let pids = 0;
  const ready = (pid: number, server: Server) => {
    const privateUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
    proxy.follow({ type: 'started', cycle: pid, pid, name: 'app', args: [] });
    proxy.follow({ type: 'ready', cycle: pid, pid, durations: {}, privateUrl });
  };
  const start = async <T extends Server>(server: T): Promise<T> => {
    servers.push(server);
    server.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ready(++pids, server);
    return server;
  };
  return {
    proxy,
    port,
    url: `http://127.0.0.1:${port}`,
    serve: (listener) => start(createServer(listener)),
    accept: (listener) => start(createTcp({ allowHalfOpen: true }, listener)),
    ready,
    dial() {
      const socket = connect(port, '127.0.0.1');
      sockets.add(socket);
      return follow(socket);
    },
    async close() {
      await proxy.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function follow(socket: Socket): Dialled {
  let received = '';
  const lookers = new Set<() => void>();
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    for (const look of [...lookers]) look();
  });
  socket.on('error', () => undefined);
  return {
    socket,
    get received() {
      return received;
    },
    until: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (typeof text === 'string' ? !received.includes(text) : !text.test(received)) return;
          lookers.delete(look);
          resolve(received);
        };
        lookers.add(look);
        look();
      }),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
