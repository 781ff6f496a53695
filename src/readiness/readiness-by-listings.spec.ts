import { askHolder } from './describe-holder.ts';
import type { ListeningPorts } from './listening-ports.ts';
import { watchVirtually, type World } from './testing/watch-virtually.ts';

const URL_8080 = 'http://localhost:8080';

/** A program on a system where ports are listed by a command that takes its time. */
const watch = (world: World) =>
  watchVirtually({ sight: { takes: 120 }, plan: { port: 8080 }, until: 20_000, ...world });

describe('a program whose port is listed by lsof', () => {
  it('is ready once a listing shows the port that answers as its own', () => {
    const { events } = watch({ open: [{ port: 8080, from: 500 }], accepts: (_, now) => now >= 500 });
    expect(events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080 }]);
    expect(events[0]?.at).toBeLessThan(500 + 2 * 120);
  });

  it('is not ready while a stranger answers there, and says who', () => {
    const holders = { 8080: { pid: 99, command: 'ControlCe' } };
    const { events } = watch({ holders, accepts: () => true, plan: { port: 8080, timeout: 5000 } });
    expect(events).toMatchObject([
      {
        kind: 'not-ready',
        at: 5000,
        problem: { hint: expect.stringContaining('Port 8080 is held by ControlCe (pid 99)') as string },
      },
    ]);
  });

  it('is ready where whoever answers is not listed, as a process of another user, or where there is no lsof', () => {
    const accepts = (_: string, now: number) => now >= 500;
    expect(watch({ accepts }).events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080 }]);
    const without = watch({ accepts, sight: { takes: 0, isMissing: true } });
    expect(without.events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080, at: 500 }]);
  });

  it('is ready with an address at its first start, however long a listing takes', () => {
    const { events, completed } = watch({
      plan: {},
      sight: { takes: 700 },
      open: [{ port: 8080, from: 280 }],
    });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 1000 }]);
    expect(completed).toBe(true);
  });

  it('is ready without one after 300 ms and a listing that shows none', () => {
    const { events } = watch({ plan: {}, sight: { takes: 200 }, open: [] });
    expect(events).toEqual([{ kind: 'ready', opensPort: 'unknown', at: 500 }]);
  });
});

describe('a program whose port is listed by netstat, which knows no parents', () => {
  it('is ready where a process answers that may be below it', () => {
    const holders = { 8080: { pid: 99 } };
    const { events } = watch({
      sight: { takes: 120, seeTrees: false },
      holders,
      accepts: (_, now) => now >= 500,
    });
    expect(events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080 }]);
  });
});

describe(askHolder.name, () => {
  const listeners = (holder: { pid: number } | undefined, renewals: number[]): ListeningPorts => {
    let listed: typeof holder;
    const renew = () => (renewals.push(1), (listed = holder), Promise.resolve(true));
    return {
      complete: false,
      of: () => 'unknown',
      holderOf: () => listed,
      listings: { renew, seeTrees: true },
    };
  };

  it('lists nothing where nobody answers', async () => {
    const renewals: number[] = [];
    expect(await askHolder(8080, listeners({ pid: 9 }, renewals), async () => false)).toBeUndefined();
    expect(renewals).toEqual([]);
  });

  it('names who answers, at one of both addresses, by a new listing', async () => {
    const at6 = async (_: number, host: string) => host === '::1';
    expect(await askHolder(8080, listeners({ pid: 9 }, []), at6)).toBe('another process (pid 9)');
    expect(await askHolder(8080, listeners(undefined, []), async () => true)).toBe('another process');
  });

  it('answers at once where each look is fresh', () => {
    const fresh: ListeningPorts = { complete: true, of: () => [], holderOf: () => ({ command: 'nginx' }) };
    expect(askHolder(8080, fresh)).toBe('nginx');
  });
});
