import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { PendingRequest, RequestHold } from './request-hold.ts';
import { serveConnection, serveConnections } from './serve-connections.ts';
import { openUpstream, type Upstream } from './upstream.ts';

const never = new AbortController().signal;

describe(serveConnections.name, () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });
  const keep = (socket: Socket) => {
    sockets.push(socket.on('error', () => undefined));
    return socket;
  };
  const listen = async (server: Server) => {
    servers.push(server);
    server.on('connection', keep);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  /** A program, a server before it that admits all to it, and a clock that goes on as the spec says. */
  const open = async () => {
    const program = createServer({ allowHalfOpen: true });
    const port = await listen(program);
    const upstream = openUpstream(1, `http://127.0.0.1:${port}`);
    let time = 0;
    const waits: { readonly ms: number; readonly end: () => void }[] = [];
    const pending: PendingRequest[] = [];
    const admit = (one: PendingRequest) => {
      pending.push(one);
      return Promise.resolve<{ kind: 'open'; upstream: Upstream }>({ kind: 'open', upstream });
    };
    const hold = { admit, admitAgain: admit } as unknown as RequestHold;
    const waiting = new EventEmitter();
    /** Resolves once it has begun to wait so many times. */
    const waited = async (times: number) => {
      while (waits.length < times) await once(waiting, 'wait');
    };
    const deps = {
      now: () => time,
      epoch: () => 0,
      wait: (ms: number) =>
        new Promise<void>((end) => {
          waits.push({ ms, end });
          waiting.emit('wait');
        }),
    };
    const before = await listen(serveConnections(hold, deps));
    const dial = async () => {
      const accepted = once(program, 'connection') as Promise<[Socket]>;
      const client = keep(connect(before, '127.0.0.1'));
      client.write('x');
      const [socket] = await accepted;
      await once(socket, 'data');
      return { client, socket };
    };
    return { upstream, waits, waited, pending, deps, hold, dial, goOn: (ms: number) => void (time += ms) };
  };

  it('waits before a stop until nothing has moved for 100 ms, either way', async () => {
    const { upstream, waits, waited, dial, goOn } = await open();
    const { client, socket } = await dial();
    goOn(1000);
    socket.write('answer');
    await once(client, 'data');
    goOn(30);
    const drained = upstream.drain(never);
    await waited(1);
    expect(waits.map(({ ms }) => ms)).toEqual([70]);
    goOn(60);
    client.write('more');
    await once(socket, 'data');
    goOn(10);
    waits[0]?.end();
    await waited(2);
    expect(waits.map(({ ms }) => ms)).toEqual([70, 90]);
    goOn(90);
    waits[1]?.end();
    await drained;
    expect(waits).toHaveLength(2);
    expect(client.destroyed).toBe(false);
  });

  it('waits for nobody who is gone', async () => {
    const { upstream, waited, dial } = await open();
    const { client } = await dial();
    const drained = upstream.drain(never);
    await waited(1);
    client.resetAndDestroy();
    await drained;
  });

  it('ends the connection to the program when the client is gone, and the other way round', async () => {
    const { dial } = await open();
    const one = await dial();
    const dropped = Promise.race([once(one.socket, 'end'), once(one.socket, 'close')]);
    one.client.resetAndDestroy();
    await dropped;
    const other = await dial();
    const broken = once(other.client, 'close');
    other.socket.resetAndDestroy();
    await broken;
  });

  it('holds a client unread, counts from when it came what it has sent, and forgets one that is gone', async () => {
    const { pending, deps, hold, goOn } = await open();
    goOn(7);
    let client: Socket | undefined;
    const port = await listen(
      createServer({ pauseOnConnect: true }, (socket) => {
        client = socket;
        void serveConnection(
          socket,
          { ...hold, admit: (one) => (pending.push(one), new Promise(() => undefined)) },
          deps,
          () => undefined,
        );
      }),
    );
    const caller = keep(connect(port, '127.0.0.1'));
    await once(servers.at(-1) as Server, 'connection');
    expect(pending).toMatchObject([{ since: 7, bytes: 0 }]);
    expect(client?.isPaused()).toBe(true);
    const gone = once(pending[0]?.gone ?? never, 'abort');
    caller.resetAndDestroy();
    // It is noticed once its socket is read.
    client?.resume();
    await gone;
  });

  it('tries again where the program refuses, and refuses where there is none', async () => {
    const { hold, deps, waits, waited } = await open();
    const nobody = openUpstream(2, 'http://127.0.0.1:1');
    const why = { reason: 'no-answer', message: 'gone', at: 0 } as const;
    const refused = Promise.withResolvers<unknown>();
    const port = await listen(
      createServer((socket) => {
        const admit = () => Promise.resolve({ kind: 'open' as const, upstream: nobody });
        const admitAgain = () => Promise.resolve({ kind: 'closed' as const, why });
        void serveConnection(socket, { ...hold, admit, admitAgain }, deps, refused.resolve);
      }),
    );
    keep(connect(port, '127.0.0.1'));
    await waited(1);
    waits[0]?.end();
    expect(await refused.promise).toBe(why);
    await nobody.drain(never);
  });
});
