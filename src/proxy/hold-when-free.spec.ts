import type { RunEvent } from '../events/run-event.ts';
import { type Held, holdWhenFree } from './hold-port.ts';

describe(holdWhenFree.name, () => {
  const attempt = async (
    answers: Held[],
    signal = new AbortController().signal,
    onWait = () => {},
    holders: readonly (string | undefined)[] = ['node (pid 7)'],
  ) => {
    const events: RunEvent[] = [];
    const names = [...holders];
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
      async () => (names.length > 1 ? names.shift() : names[0]),
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

  it('tries up to the end of its time', async () => {
    const taken = (times: number) => Array.from({ length: times }, (): Held => ({ kind: 'taken' }));
    expect((await attempt([...taken(5), { kind: 'held' }])).outcome.kind).toBe('held');
    expect((await attempt([...taken(6), { kind: 'held' }])).outcome.kind).toBe('failed');
  });

  it('waits also for a holder that has no name', async () => {
    const { events } = await attempt([{ kind: 'taken' }, { kind: 'held' }], undefined, undefined, [
      undefined,
    ]);
    expect(events).toMatchObject([{ what: 'port 8080, which is held by another process' }]);
  });

  it('says the name of the holder once it is known', async () => {
    const taken = Array.from({ length: 4 }, (): Held => ({ kind: 'taken' }));
    const late = ['another process', 'another process', 'node (pid 7)'];
    const { events } = await attempt([...taken, { kind: 'held' }], undefined, undefined, late);
    expect(events).toMatchObject([
      { what: 'port 8080, which is held by another process' },
      { what: 'port 8080, which is held by node (pid 7)' },
    ]);
  });

  it('says nothing of a wait where the run has ended before', async () => {
    expect(await attempt([], AbortSignal.abort())).toEqual({ outcome: { kind: 'stopped' }, events: [] });
  });

  it('does not wait for what never comes', async () => {
    const { outcome, events } = await attempt([{ kind: 'impossible', reason: 'EACCES' }]);
    expect(outcome).toMatchObject({ kind: 'failed', problem: { message: 'proxy: EACCES' } });
    expect(events).toEqual([]);
  });

  it('stops to wait when the run ends', async () => {
    const stop = new AbortController();
    const answers: Held[] = [{ kind: 'taken' }, { kind: 'held' }];
    expect(await attempt(answers, stop.signal, () => stop.abort())).toMatchObject({
      outcome: { kind: 'stopped' },
    });
  });
});
