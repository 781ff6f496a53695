import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { joinWebSocket } from './join-web-socket.ts';

/** One frame of text, as a server sends it. */
const frame = (text: string) => Buffer.from([0x81, text.length, ...Buffer.from(text)]);
const CLOSE = Buffer.from([0x88, 2, 0x03, 0xf4]);

describe(joinWebSocket.name, () => {
  let server: Server;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** The two ends of a connection. */
  const dial = async () => {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [near] = await accepted;
    for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined));
    return { near, far };
  };
  /** Resolves with all that has come once it ends in this. */
  const until = (socket: Socket, end: Buffer) =>
    new Promise<Buffer>((resolve) => {
      let got = Buffer.alloc(0);
      socket.on('data', (bytes: Buffer) => {
        got = Buffer.concat([got, bytes]);
        if (got.subarray(-end.length).equals(end)) resolve(got);
      });
    });
  const join = async ({ head = Buffer.alloc(0), first = Buffer.alloc(0) } = {}) => {
    const [client, program] = [await dial(), await dial()];
    const { promise: waited, resolve: endWait } = Promise.withResolvers<void>();
    const waits: number[] = [];
    const close = joinWebSocket(client.near, head, program.near, first, (ms) => {
      waits.push(ms);
      return waited;
    });
    const { far, near } = program;
    return { client: client.far, program: far, near, close, endWait, waits };
  };

  it('passes on what has come with the handshake, and all after it, both ways', async () => {
    const { client, program } = await join({ head: frame('early'), first: frame('hello') });
    client.write(frame('late'));
    expect(await until(program, frame('late'))).toEqual(Buffer.concat([frame('early'), frame('late')]));
    program.write(frame('again'));
    expect(await until(client, frame('again'))).toEqual(Buffer.concat([frame('hello'), frame('again')]));
  });

  it('closes between two frames, once, and passes nothing more on to the client', async () => {
    const { client, program, close, endWait, waits } = await join({ first: frame('one') });
    const got = until(client, CLOSE);
    close();
    close();
    expect(await got).toEqual(Buffer.concat([frame('one'), CLOSE]));
    expect(waits).toEqual([1000]);
    let late = 0;
    client.on('data', () => late++);
    program.write(frame('too late'));
    client.write(frame('answer'));
    await until(program, frame('answer'));
    const [ended, closed] = [once(program, 'end'), once(client, 'close')];
    program.resume();
    endWait();
    await Promise.all([ended, closed]);
    expect(late).toBe(0);
  });

  it('closes after the frame that is on its way', async () => {
    const { client, program, close } = await join();
    const [whole, more] = [frame('a long word'), frame('next')];
    program.write(whole.subarray(0, 5));
    await once(client, 'data');
    close();
    const got = until(client, CLOSE);
    program.write(Buffer.concat([whole.subarray(5), more]));
    expect(await got).toEqual(Buffer.concat([whole.subarray(5), CLOSE]));
  });

  it('closes after a frame whose head has come in part', async () => {
    const { client, program, close } = await join();
    const whole = frame('word');
    program.write(whole.subarray(0, 1));
    await once(client, 'data');
    close();
    const got = until(client, CLOSE);
    program.write(whole.subarray(1));
    expect(await got).toEqual(Buffer.concat([whole.subarray(1), CLOSE]));
  });

  it('waits for a client that reads slowly, and loses nothing', async () => {
    const { client, program, near } = await join();
    const size = 16 * 2 ** 20;
    client.pause();
    const head = Buffer.from([0x82, 127, 0, 0, 0, 0, 1, 0, 0, 0]);
    program.end(Buffer.concat([head, Buffer.alloc(size, 7)]));
    // The system's buffers are full then, and it reads no more of the program.
    await once(near, 'pause');
    let got = 0;
    client.on('data', (bytes: Buffer) => (got += bytes.length)).resume();
    await once(client, 'end');
    expect(got).toBe(head.length + size);
  }, 30_000);

  it('ends either when the other is gone', async () => {
    const one = await join();
    const left = once(one.program.resume(), 'close');
    one.client.resetAndDestroy();
    await left;
    const other = await join();
    const ended = once(other.client.resume(), 'close');
    other.program.resetAndDestroy();
    await ended;
  });
});
