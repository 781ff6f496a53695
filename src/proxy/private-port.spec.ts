import { createServer } from 'node:net';
import { listen } from '../ui/listen.ts';
import { findPrivatePort } from './private-port.ts';

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
