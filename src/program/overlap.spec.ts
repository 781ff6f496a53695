import { Subject } from 'rxjs';
import { success } from '../problem.ts';
import type { RunEvent } from '../events/run-event.ts';
import { overlapPrograms } from './overlap.ts';
import type { NextProgram } from './program-deps.ts';
import type { OneProgram } from './program.ts';

const next = (cycle: number): NextProgram => ({
  cycle,
  since: 0,
  durations: {},
  install: () => Promise.resolve(success(undefined)),
});

/** A program of one process whose life is the test's. */
function makeProgram(name: string, calls: string[]) {
  const events$ = new Subject<RunEvent>();
  const fake = { isAlive: false, starts: true, halted: Promise.withResolvers<void>() };
  const program: OneProgram = {
    events$,
    isAlive: () => fake.isAlive,
    isCurrent: () => fake.isAlive,
    mayHaveSignalled: () => undefined,
    hasRun: () => calls.some((call) => call.startsWith(`${name} swap`)),
    async swap({ cycle }) {
      calls.push(`${name} swap ${cycle}`);
      fake.isAlive = fake.starts;
    },
    halt() {
      calls.push(`${name} halt`);
      fake.isAlive = false;
      return fake.halted.promise;
    },
    async stop() {
      calls.push(`${name} stop`);
      fake.isAlive = false;
    },
  };
  return Object.assign(fake, {
    program,
    tell: (event: RunEvent) => events$.next(event),
    ready: (pid: number) => events$.next({ type: 'ready', cycle: 1, pid, durations: {} }),
    exit(pid: number, restartInMs?: number) {
      fake.isAlive = false;
      const restart = restartInMs === undefined ? {} : { restartInMs };
      events$.next({ type: 'exited', pid, exit: { kind: 'code', code: 1 }, ...restart });
    },
    fail: (error: Error) => events$.error(error),
    endHalt: () => fake.halted.resolve(),
  });
}

describe(overlapPrograms.name, () => {
  const make = () => {
    const calls: string[] = [];
    const events: RunEvent[] = [];
    const [a, b] = [makeProgram('a', calls), makeProgram('b', calls)];
    const both = overlapPrograms(a.program, b.program);
    both.events$.subscribe({ next: (event) => events.push(event), error: () => undefined });
    return { calls, events, a, b, both };
  };
  /** The first program is ready, the second one started. */
  const tryNext = async () => {
    const rig = make();
    await rig.both.swap(next(1));
    rig.a.ready(1);
    await rig.both.swap(next(2));
    return rig;
  };

  it('starts the next one beside the one that is ready, and stops that once the next is ready too', async () => {
    const { calls, a, b, both, events } = await tryNext();
    expect(calls).toEqual(['a swap 1', 'b swap 2']);
    expect([a.isAlive, b.isAlive]).toEqual([true, true]);
    const order: string[] = [];
    both.events$.subscribe(({ type }) => order.push(`${type}, ${calls.at(-1)}`));
    b.ready(2);
    // Who follows the events knows of the new one before the old one is asked to stop.
    expect(order).toEqual(['ready, b swap 2']);
    expect(calls.at(-1)).toBe('a halt');
    expect(events.map(({ type }) => type)).toEqual(['ready', 'ready']);
  });

  it('says that the current one serves while the next one is started', async () => {
    const { b, events } = await tryNext();
    b.tell({ type: 'started', cycle: 2, pid: 2, name: 'app', args: [] });
    expect(events.at(-1)).toMatchObject({ type: 'started', pid: 2, stillRunning: true });
  });

  it('waits for the end of the old one before another is started', async () => {
    const { calls, a, b, both } = await tryNext();
    b.ready(2);
    const swapped = both.swap(next(3));
    await Promise.resolve();
    expect(calls.at(-1)).toBe('a halt');
    a.endHalt();
    await swapped;
    expect(calls.at(-1)).toBe('a swap 3');
  });

  it('replaces one that is not ready yet in the ordinary way', async () => {
    const { calls, both } = make();
    await both.swap(next(1));
    await both.swap(next(2));
    expect(calls).toEqual(['a swap 1', 'a swap 2']);
  });

  it.each(['ends', 'is not ready in time'])('goes on with the old one where the next %s', async (how) => {
    const { calls, events, a, b, both } = await tryNext();
    if (how === 'ends') b.exit(2, 500);
    else b.tell({ type: 'not-ready', pid: 2, problem: { message: 'slow' } });
    expect(calls.at(-1)).toBe('b halt');
    expect(events.at(-1)).toMatchObject({ pid: 2, stillRunning: true });
    expect(events.at(-1)).not.toHaveProperty('restartInMs');
    expect([a.isAlive, both.isAlive()]).toEqual([true, true]);
    b.endHalt();
    await both.swap(next(3));
    expect(calls.at(-1)).toBe('b swap 3');
  });

  it('does not take the old one for the last good build', async () => {
    const { b, both } = await tryNext();
    expect(both.isCurrent()).toBe(true);
    b.exit(2);
    expect(both.isCurrent()).toBe(false);
    b.endHalt();
    await b.halted.promise;
    expect(both.isCurrent()).toBe(false);
  });

  it('goes on with the old one where the next can’t be started', async () => {
    const { a, b, both, events } = make();
    await both.swap(next(1));
    a.ready(1);
    b.starts = false;
    await both.swap(next(2));
    b.tell({ type: 'start-failed', problem: { message: 'no' } });
    expect(events.at(-1)).toMatchObject({ type: 'start-failed', stillRunning: true });
    expect([both.isAlive(), both.isCurrent()]).toEqual([true, false]);
  });

  it('tries the next build in the place of one that is being tried', async () => {
    const { calls, both } = await tryNext();
    await both.swap(next(3));
    expect(calls).toEqual(['a swap 1', 'b swap 2', 'b swap 3']);
  });

  it('goes on with the next one where the old one ends meanwhile', async () => {
    const { calls, events, a, b, both } = await tryNext();
    a.exit(1, 500);
    expect(calls.at(-1)).toBe('a halt');
    expect(events.at(-1)).toMatchObject({ type: 'exited', pid: 1, stillRunning: true });
    expect(both.isAlive()).toBe(true);
    b.ready(2);
    a.endHalt();
    await both.swap(next(3));
    expect(calls.at(-1)).toBe('a swap 3');
  });

  it('starts the next one beside it again only once it is ready after a restart', async () => {
    const { calls, a, both } = make();
    await both.swap(next(1));
    a.tell({ type: 'started', cycle: 1, pid: 1, name: 'app', args: [] });
    await both.swap(next(2));
    a.ready(1);
    a.exit(1, 500);
    a.isAlive = true;
    await both.swap(next(3));
    expect(calls).toEqual(['a swap 1', 'a swap 2', 'a swap 3']);
  });

  it('tells nothing of one that has no part any more', async () => {
    const { events, b, both } = make();
    await both.swap(next(1));
    b.tell({ type: 'exited', pid: 9, exit: { kind: 'code', code: 0 } });
    expect(events).toEqual([]);
  });

  const warning: RunEvent = { type: 'warning', problem: { message: 'a word' } };

  it('passes on what either says meanwhile, as it is', async () => {
    const { calls, events, a, b } = await tryNext();
    a.tell(warning);
    b.tell(warning);
    expect(events.slice(1)).toEqual([warning, warning]);
    expect(calls.at(-1)).toBe('b swap 2');
  });

  it('has the last good build once the next one is ready, and once it is all that lives', async () => {
    const ready = await tryNext();
    ready.b.ready(2);
    ready.a.endHalt();
    await ready.a.halted.promise;
    expect([ready.both.isCurrent(), ready.both.isAlive()]).toEqual([true, true]);
    const alone = await tryNext();
    alone.a.exit(1);
    expect(alone.both.isCurrent()).toBe(true);
    alone.a.endHalt();
    await alone.both.swap(next(3));
    // It was not ready yet.
    expect(alone.calls.at(-1)).toBe('b swap 3');
  });

  it('lives while the next one does, though the end of the current one was not told yet', async () => {
    const { a, b, both } = await tryNext();
    a.isAlive = false;
    expect([both.isAlive(), both.isCurrent()]).toEqual([true, true]);
    b.isAlive = false;
    expect([both.isAlive(), both.isCurrent()]).toEqual([false, false]);
  });

  it('tries beside the old one again where the next could not be started', async () => {
    const { calls, a, b, both } = make();
    expect(both.hasRun()).toBe(false);
    await both.swap(next(1));
    expect(both.hasRun()).toBe(true);
    a.ready(1);
    b.starts = false;
    await both.swap(next(2));
    await both.swap(next(3));
    expect(calls).toEqual(['a swap 1', 'b swap 2', 'b swap 3']);
    expect(both.isCurrent()).toBe(false);
  });

  it.each<[string, (rig: Awaited<ReturnType<typeof tryNext>>) => unknown]>([
    ['says so', ({ b }) => b.fail(new Error('a bug'))],
    [
      'cannot be stopped',
      ({ a, b }) => {
        a.halted.reject(new Error('a bug'));
        b.ready(2);
      },
    ],
  ])('ends with the error of one that %s', async (_, fail) => {
    const rig = await tryNext();
    const failed = new Promise((resolve) => rig.both.events$.subscribe({ error: resolve }));
    fail(rig);
    expect(await failed).toEqual(new Error('a bug'));
  });

  it('tells of a late or ended next one all that is known, but nothing of a restart', async () => {
    const late = await tryNext();
    late.b.tell({ type: 'not-ready', pid: 2, problem: { message: 'slow' } });
    expect(late.events.at(-1)).toEqual({
      type: 'not-ready',
      pid: 2,
      problem: { message: 'slow' },
      stillRunning: true,
    });
    const ended = await tryNext();
    const exit = { kind: 'code', code: 1 } as const;
    ended.b.tell({ type: 'exited', pid: 2, exit, hint: 'why', restartInMs: 500 });
    expect(ended.events.at(-1)).toEqual({ type: 'exited', pid: 2, exit, hint: 'why', stillRunning: true });
  });

  it.each(['a', 'b'] as const)('may have been signalled by %s', async (name) => {
    const rig = await tryNext();
    expect(rig.both.mayHaveSignalled()).toBeUndefined();
    const over = Promise.resolve();
    rig[name].program.mayHaveSignalled = () => over;
    expect(rig.both.mayHaveSignalled()).toBe(over);
  });

  it('starts nothing once it is stopped, and passes on what is told of the end', async () => {
    const { calls, events, a, both } = await tryNext();
    const stopped = both.stop(false);
    a.tell(warning);
    await stopped;
    await both.stop(true);
    await both.swap(next(3));
    expect(calls).not.toContain('a swap 3');
    expect(events.at(-1)).toBe(warning);
    expect([both.isAlive(), both.isCurrent()]).toEqual([false, false]);
  });

  it('stops both at the end', async () => {
    const { calls, both } = await tryNext();
    await both.stop(false);
    expect(calls.slice(-2)).toEqual(['a stop', 'b stop']);
    expect(both.isAlive()).toBe(false);
  });
});
