import { completeOptions } from './options.ts';
import { planProxy } from './proxy.ts';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';

describe(planProxy.name, () => {
  const plan = (options: GoRunOptions) => {
    const completed = completeOptions(options);
    return completed.ok ? planProxy(completed.value) : completed;
  };
  const complaint = (options: GoRunOptions) => {
    const result = plan(options);
    return result.ok ? undefined : result.problem.message;
  };

  it('is nothing unless it is asked for', () => {
    expect(plan({})).toEqual({ ok: true, value: null });
  });

  it('holds on this machine alone, one program at a time, with bounds', () => {
    expect(plan({ proxy: { port: 8080 } })).toEqual({
      ok: true,
      value: {
        port: 8080,
        host: 'localhost',
        mode: 'http',
        overlap: false,
        holdTimeout: 30_000,
        holdRequests: 1000,
        holdBytes: 67_108_864,
      },
    });
  });

  it('lets "port" fix where the program listens, but not on the stable port, nor for two programs', () => {
    expect(complaint({ proxy: { port: 8080 }, port: 3000 })).toBeUndefined();
    expect(complaint({ proxy: { port: 8080 }, port: 8080 })).toContain("can't listen on port 8080 itself");
    expect(complaint({ proxy: { port: 8080, overlap: true }, port: 3000 })).toContain(
      'a new port at each start',
    );
  });

  it.each([
    ['http://localhost:8080/healthz', true],
    ['http://127.0.0.1:8080/', true],
    ['http://localhost:9090/healthz', false],
    ['http://db.test:8080/', false],
    ['/healthz', false],
  ])('does not wait for itself: %s', (readyUrl, isRefused) => {
    expect(complaint({ proxy: { port: 8080 }, readyUrl }) !== undefined).toBe(isRefused);
  });

  it.each([
    [{}, 'needs a port'],
    [{ port: 0 }, 'port must be a whole number'],
    [{ port: 8080, host: 'localhost:8080' }, 'without a port'],
    [{ port: 8080, mod: 'tcp' }, 'did you mean mode?'],
    [{ port: 8080, mode: 'h2' }, 'mode must be one of http, tcp'],
  ])('says what is wrong with %j', (proxy, message) => {
    expect(complaint({ proxy } as GoRunOptions)).toContain(message);
  });
});
