import { createServer, type AddressInfo, type Server } from 'node:net';
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
});
