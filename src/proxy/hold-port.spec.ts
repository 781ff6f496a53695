import { createServer, type AddressInfo, type Server } from 'node:net';
import { describeSystem } from '../process/system.ts';
import { listen } from '../ui/listen.ts';
import { addressesOf, holdPort } from './hold-port.ts';

describe(holdPort.name, () => {
  const servers: Server[] = [];
  const make = (count: number) => {
    const made = Array.from({ length: count }, () => createServer());
    servers.push(...made);
    return made;
  };
  const listening = () => servers.map((server) => server.listening);
  /** A port on which somebody else listens at this address. */
  const occupy = async (host: string) => {
    const [server] = make(1);
    if (!server || (await listen(server, { host, port: 0 }))) throw new Error(`cannot listen on ${host}`);
    return (server.address() as AddressInfo).port;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => new Promise((resolve) => one.close(resolve))));
  });

  it('knows that localhost is two addresses', () => {
    expect(addressesOf('localhost')).toEqual(['127.0.0.1', '::1']);
    expect(addressesOf('0.0.0.0')).toEqual(['0.0.0.0']);
  });

  it('holds all addresses or none, where somebody else listens on one', async () => {
    const port = await occupy('127.0.0.1');
    const addresses = ['127.0.0.2', '127.0.0.1'];
    expect(await holdPort(make(2), addresses, port)).toEqual({ kind: 'taken' });
    expect(listening()).toEqual([true, false, false]);
    expect(await holdPort(make(2), ['127.0.0.2', '127.0.0.3'], port)).toEqual({ kind: 'held' });
    expect(listening()).toEqual([true, false, false, true, true]);
  });

  it('passes over an address that this machine does not have, where there is another', async () => {
    // Of documentation (RFC 5737), so nobody's.
    const nobodys = '192.0.2.1';
    const port = await occupy('127.0.0.1');
    expect(await holdPort(make(2), ['127.0.0.2', nobodys], port)).toEqual({ kind: 'held' });
    expect(listening()).toEqual([true, true, false]);
    expect(await holdPort(make(2), [nobodys, '127.0.0.3'], port)).toEqual({
      kind: 'impossible',
      reason: expect.stringContaining('EADDRNOTAVAIL'),
    });
    expect(listening()).toEqual([true, true, false, false, false]);
  });

  it.each(['darwin', 'win32'] as const)(
    'takes no port on %s that answers, though the system would give it',
    async (platform) => {
      const asked: string[] = [];
      const airPlay = async (_: number, host: string) => asked.push(host) > 1;
      const system = describeSystem(platform);
      expect(await holdPort(make(1), ['0.0.0.0'], 5000, system, airPlay)).toEqual({ kind: 'taken' });
      expect(asked).toEqual(['127.0.0.1', '::1']);
      const port = await occupy('127.0.0.1');
      const nobody = async () => false;
      expect(await holdPort(make(1), ['127.0.0.2'], port, system, nobody)).toEqual({ kind: 'held' });
    },
  );

  it('says of a port that nobody may have why that can be', async () => {
    const server = { ...createServer(), once: (_: string, tell: (error: Error) => void) => refuse(tell) };
    const refuse = (tell: (error: Error) => void) =>
      tell(Object.assign(new Error('listen EACCES: permission denied 127.0.0.1:50080'), { code: 'EACCES' }));
    const refused = Object.assign(server, { listen: () => server }) as unknown as Server;
    const nobody = async () => false;
    expect(await holdPort([refused], ['127.0.0.1'], 50_080, describeSystem('win32'), nobody)).toEqual({
      kind: 'impossible',
      reason: 'listen EACCES: permission denied 127.0.0.1:50080',
      hint: expect.stringContaining('excludedportrange') as string,
    });
  });
});
