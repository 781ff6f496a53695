import { createServer } from 'node:net';
import { listen } from '../ui/listen.ts';
import { createIsFree, findPrivatePort } from './private-port.ts';

describe(findPrivatePort.name, () => {
  it('looks on where somebody listens, outside of the ports that systems give away', async () => {
    const tried: number[] = [];
    const isFree = async (port: number) => tried.push(port) > 2;
    const numbers = [0, 0.5, 0.9999];
    expect(await findPrivatePort(isFree, () => numbers.shift() ?? 0)).toBe(tried[2]);
    expect(tried).toEqual([20_000, 26_000, 31_998]);
  });

  it('comes to an end where all seem taken', async () => {
    let tried = 0;
    expect(await findPrivatePort(async () => ++tried < 0)).toBeGreaterThanOrEqual(20_000);
    expect(tried).toBe(99);
  });

  it.each(['127.0.0.1', '0.0.0.0'])('passes over a port on which somebody listens at %s', async (host) => {
    const holder = createServer();
    const port = await findPrivatePort();
    expect(await listen(holder, { host, port })).toBeUndefined();
    const numbers = [(port - 20_000 + 0.5) / 12_000];
    let tried = 0;
    const found = await findPrivatePort(undefined, () => (tried++, numbers.shift() ?? Math.random()));
    expect([found === port, numbers]).toEqual([false, []]);
    // One of a few is free; the last of all would be taken as it is.
    expect(tried).toBeLessThan(50);
    // It does not keep what it has tried.
    const program = createServer();
    expect(await listen(program, { host, port: found })).toBeUndefined();
    for (const server of [holder, program]) await new Promise((resolve) => server.close(resolve));
  });
});

describe(createIsFree, () => {
  /** Asks for a port where listening ends so, by address. */
  async function ask(errors: Record<string, string>, { sharesPorts = false, isAnswered = false } = {}) {
    const asked: string[] = [];
    const isFree = createIsFree(
      { sharesPorts },
      {
        answers: async (port, hosts) => (asked.push(`ask ${hosts.join()} ${port}`), isAnswered),
        tryToListen: async (host, port) => (asked.push(`${host} ${port}`), errors[host]),
      },
    );
    return [await isFree(20_001), ...asked];
  }

  it('tries all addresses at once', async () => {
    expect(await ask({})).toEqual([true, ':: 20001']);
    expect(await ask({ '::': 'EADDRINUSE' })).toEqual([false, ':: 20001']);
  });

  it('tries those of IPv4 where there is no IPv6', async () => {
    const tried = [':: 20001', '0.0.0.0 20001'];
    expect(await ask({ '::': 'EAFNOSUPPORT' })).toEqual([true, ...tried]);
    expect(await ask({ '::': 'EAFNOSUPPORT', '0.0.0.0': 'EADDRINUSE' })).toEqual([false, ...tried]);
  });

  it('takes none that is answered, where a system lets two listen', async () => {
    const isAnswered = true;
    expect(await ask({}, { sharesPorts: true, isAnswered })).toEqual([false, 'ask :: 20001']);
    expect(await ask({}, { sharesPorts: true })).toEqual([true, 'ask :: 20001', ':: 20001']);
    expect(await ask({}, { isAnswered })).toEqual([true, ':: 20001']);
  });
});
