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
    expect(await findPrivatePort(async () => false)).toBeGreaterThanOrEqual(20_000);
  });
});
