import { lookup, type LookupAddress } from 'node:dns';
import { openUpstream } from './upstream.ts';

describe(openUpstream.name, () => {
  const never = new AbortController().signal;
  const look = (url: string, all: boolean) => {
    const found: unknown[] = [];
    const note = (_: unknown, address: string | LookupAddress[], family?: number) =>
      found.push(address, family);
    openUpstream(7, url).address.lookup('localhost', { all }, note);
    return found;
  };
  /** Whether it has resolved by now. */
  const follow = (promise: Promise<void>) => {
    const seen = { isOver: false };
    void promise.then(() => (seen.isOver = true));
    return seen;
  };
  const turn = () => new Promise(setImmediate);

  it.each([
    ['http://localhost:20001', 'localhost', 20_001],
    ['http://127.0.0.1:8080/x', '127.0.0.1', 8080],
    ['http://[::1]:8080', '::1', 8080],
  ])('takes host and port of %s as Node connects to them', (url, host, port) => {
    expect(openUpstream(7, url)).toMatchObject({ pid: 7, address: { host, port } });
  });

  it('knows both addresses of localhost without the system', () => {
    expect(look('http://localhost:1', false)).toEqual(['127.0.0.1', 4]);
    expect(look('http://localhost:1', true)).toEqual([
      [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ],
      undefined,
    ]);
  });

  it('leaves other names to the system, and keeps connections', () => {
    const { address, agent } = openUpstream(7, 'http://db.test:1');
    expect(address.lookup).toBe(lookup);
    expect(agent).toMatchObject({ keepAlive: true, maxFreeSockets: 64 });
    agent.destroy();
  });

  it('drains once the last passage has left, and asks each to wind up', async () => {
    const upstream = openUpstream(7, 'http://localhost:1');
    const wound: string[] = [];
    const leaves = ['a', 'b'].map((name) => upstream.enter({ windUp: () => wound.push(name) }));
    leaves[0]?.();
    leaves[0]?.();
    upstream.enter({ windUp: () => wound.push('c') })();
    expect(upstream.isDraining).toBe(false);
    const late = upstream.enter({ windUp: () => wound.push('d') });
    const drained = follow(upstream.drain(never));
    expect([upstream.isDraining, wound]).toEqual([true, ['b', 'd']]);
    late();
    late();
    await turn();
    expect(drained.isOver).toBe(false);
    leaves[1]?.();
    await turn();
    expect(drained.isOver).toBe(true);
  });

  it('waits for nobody where none is on its way, or it must not wait', async () => {
    await openUpstream(7, 'http://localhost:1').drain(never);
    const busy = openUpstream(7, 'http://localhost:1');
    busy.enter({ windUp: () => undefined });
    await busy.drain(AbortSignal.abort());
    const stop = new AbortController();
    const drained = busy.drain(stop.signal);
    stop.abort();
    await drained;
  });
});
