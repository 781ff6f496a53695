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
  install: () => success(undefined),
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
    endHalt: () => fake.halted.resolve(),
  });
}

describe(overlapPrograms.name, () => {
  const make = () => {
    const calls: string[] = [];
    const events: RunEvent[] = [];
    const [a, b] = [makeProgram('a', calls), makeProgram('b', calls)];
    const both = overlapPrograms(a.program, b.program);
    both.events$.subscribe((event) => events.push(event));
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

  it('stops both at the end', async () => {
    const { calls, both } = await tryNext();
    await both.stop(false);
    expect(calls.slice(-2)).toEqual(['a stop', 'b stop']);
    expect(both.isAlive()).toBe(false);
  });
});
