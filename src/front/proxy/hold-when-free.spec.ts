import type { RunEvent } from '../../progress/run-event.ts';
import type { Held } from './hold-port.ts';
import { holdWhenFree } from './hold-when-free.ts';

describe(holdWhenFree.name, () => {
  const attempt = async (answers: Held[], signal = new AbortController().signal, onWait = () => {}) => {
    const events: RunEvent[] = [];
    let time = 0;
    const timers = {
      now: () => time,
      wait: async (ms: number) => {
        time += ms;
        onWait();
      },
    };
    const hold = async () => answers.shift() ?? { kind: 'taken' as const };
    const limits = { port: 8080, timeout: 1000, signal };
    const outcome = await holdWhenFree(
      hold,
      limits,
      (event) => events.push(event),
      timers,
      () => 'node (pid 7)',
    );
    return { outcome, events };
  };

  it('says once for whom it waits, and holds the port as soon as it is free', async () => {
    const { outcome, events } = await attempt([{ kind: 'taken' }, { kind: 'taken' }, { kind: 'held' }]);
    expect(outcome).toEqual({ kind: 'held' });
    expect(events).toMatchObject([{ type: 'waiting', what: 'port 8080, which is held by node (pid 7)' }]);
  });

  it('gives up in the end', async () => {
    const { outcome } = await attempt([]);
    expect(outcome).toMatchObject({ problem: { message: 'port 8080 is still held by node (pid 7)' } });
  });

  it('does not wait for what never comes', async () => {
    const { outcome, events } = await attempt([{ kind: 'impossible', reason: 'EACCES' }]);
    expect(outcome).toMatchObject({ kind: 'failed', problem: { message: 'proxy: EACCES' } });
    expect(events).toEqual([]);
  });

  it('stops to wait when the run ends', async () => {
    const stop = new AbortController();
    expect(await attempt([], stop.signal, () => stop.abort())).toMatchObject({
      outcome: { kind: 'stopped' },
    });
  });
});
