import fc from 'fast-check';
import type { RunEvent } from '../events/run-event.ts';
import { describeState } from './describe-state.ts';
import { currentError, currentProcess, emptyState, type RunState } from './run-state.ts';
import { MOST_CYCLES, reduceState } from './reduce-state.ts';
import { buildFailed } from '../testing/build-failed.ts';

const go = { kind: 'go' } as const;
const change = (cycle: number, path: string): RunEvent => ({
  type: 'change',
  cycle,
  changes: [{ path, kind: 'written', action: 'rebuild', importedBy: ['example.test/users', 'cmd/api'] }],
});
const building = (cycle: number): RunEvent => ({ type: 'building', cycle });
const built = (cycle: number): RunEvent => ({
  type: 'built',
  cycle,
  command: [],
  via: go,
  durations: { build: 5, link: 2 },
});
const started = (cycle: number, pid = 10 * cycle): RunEvent => ({
  type: 'started',
  cycle,
  pid,
  name: 'api',
  args: [],
});
const ready = (cycle: number, pid = 10 * cycle): RunEvent => ({
  type: 'ready',
  cycle,
  pid,
  baseUrl: 'http://localhost:8080',
  durations: { build: 5, ready: 3, total: 9 },
});
const broken = (cycle: number) =>
  buildFailed({
    cycle,
    diagnostics: [{ file: '/w/a.go', line: 3, column: 1, message: 'undefined: x' }],
    durations: { build: 4 },
  });
const crashed = (pid: number): RunEvent => ({
  type: 'exited',
  pid,
  exit: { kind: 'code', code: 3 },
  output: ['boom'],
});
const goodCycle = (cycle: number): RunEvent[] => [
  building(cycle),
  built(cycle),
  started(cycle),
  ready(cycle),
];

/** Each event happens one ms after the one before; the first at 1. */
const after = (...events: readonly RunEvent[]): RunState =>
  events.reduce(
    (state, event, at) => reduceState(state, event, at + 1, (path) => path.slice(3)),
    emptyState(0),
  );

describe(reduceState.name, () => {
  it('knows what runs, since when and where', () => {
    expect(after(...goodCycle(1)).processes).toEqual([
      { kind: 'ready', pid: 10, cycle: 1, since: 3, readySince: 4, baseUrl: 'http://localhost:8080' },
    ]);
  });

  it('takes the address that a program opens later', () => {
    const late: RunEvent = { type: 'ready', cycle: 1, pid: 10, durations: {} };
    const state = after(started(1), late, { type: 'address', pid: 10, baseUrl: 'http://localhost:1' });
    expect(currentProcess(state)).toMatchObject({ kind: 'ready', baseUrl: 'http://localhost:1' });
  });

  it('tells what is being done', () => {
    const doing = (...events: RunEvent[]) => after(...events).doing.kind;
    expect(doing()).toBe('preparing');
    expect(doing(building(1))).toBe('building');
    expect(doing(building(1), built(1))).toBe('swapping');
    expect(doing(building(1), built(1), started(1))).toBe('starting');
    expect(doing(...goodCycle(1))).toBe('resting');
    expect(doing(...goodCycle(1), change(2, '/w/a.go'))).toBe('preparing');
    expect(doing(...goodCycle(1), building(2), broken(2))).toBe('resting');
    expect(doing(built(1), { type: 'waiting', what: 'port 80' })).toBe('waiting');
    expect(doing(...goodCycle(1), { type: 'stopping', reason: 'SIGINT' })).toBe('stopping');
    expect(doing({ type: 'ended', success: true })).toBe('over');
  });

  it('tells how far a long build is, since when, and that no more once it is over', () => {
    const slow = (during: 'build' | 'generate', ms: number): RunEvent => ({
      type: 'progress',
      during,
      what: 'go build',
      ms,
      stage: { kind: 'linking' },
    });
    const { doing } = after(building(1), slow('build', 2000), slow('build', 3000));
    expect(doing).toEqual({ kind: 'building', since: 1, what: 'go build, 3 s: links the program' });
    const what = describeState(after(building(1), slow('build', 3000)), 'api');
    expect(what).toBe('api is being built (go build, 3 s: links the program)');
    expect(after(change(2, '/w/a.go'), slow('generate', 2000)).doing).toMatchObject({ kind: 'preparing' });
    // A network has answered after all.
    const waiting: RunEvent = { type: 'waiting', what: 'proxy.test' };
    expect(after(building(1), waiting, slow('build', 12_000)).doing).toMatchObject({ kind: 'building' });
    expect(after(building(1), slow('build', 3000), built(1)).doing).toEqual({ kind: 'swapping', since: 3 });
  });

  it('goes on with a build while the crashed program is started again', () => {
    const state = after(...goodCycle(1), crashed(10), building(2), started(1, 11), ready(1, 11));
    expect(state.doing.kind).toBe('building');
  });

  it('keeps a compile error, and the program that runs on, until a build is good', () => {
    const state = after(...goodCycle(1), building(2), broken(2), change(3, '/w/a.go'), building(3));
    expect(currentError(state)).toMatchObject({ kind: 'build', cycle: 2, stillRunning: true });
    expect(currentProcess(state)).toMatchObject({ kind: 'ready', pid: 10 });
    expect(currentError(reduceState(state, built(3), 20, String))).toBeNull();
    const same: RunEvent = { type: 'unchanged', cycle: 3, durations: {} };
    expect(currentError(reduceState(state, same, 20, String))).toBeNull();
  });

  it('takes a generator’s error back once the build begins', () => {
    const failed: RunEvent = {
      type: 'generate-failed',
      cycle: 1,
      problem: { message: 'no type' },
      diagnostics: [],
      stillRunning: false,
      durations: {},
    };
    expect(currentError(after(failed))).toMatchObject({ kind: 'generate', problem: { message: 'no type' } });
    expect(currentError(after(failed, building(2)))).toBeNull();
  });

  it('tells a crash with the last lines, until a program is started', () => {
    const state = after(...goodCycle(1), crashed(10));
    expect(state.processes).toEqual([{ kind: 'ended', pid: 10, cycle: 1, since: 3, endedAt: 5 }]);
    expect(currentError(state)).toMatchObject({ kind: 'crash', exit: { code: 3 }, output: ['boom'] });
    expect(currentError(reduceState(state, started(2), 9, String))).toBeNull();
  });

  describe('with two processes that overlap', () => {
    const beside: RunEvent = { ...started(2), stillRunning: true } as RunEvent;
    const other = (event: RunEvent) => ({ ...event, stillRunning: true }) as RunEvent;
    const late: RunEvent = { type: 'not-ready', pid: 20, problem: { message: 'slow' } };
    const notStarted: RunEvent = { type: 'start-failed', problem: { message: 'x' } };

    it.each<[string, RunEvent[]]>([
      ['starts', [beside]],
      ['ends', [beside, other(crashed(20))]],
      ['is late', [beside, other(late)]],
      ['can’t be started', [other(notStarted)]],
      ['is late, and another one starts', [beside, other(late), { ...beside, pid: 30 } as RunEvent]],
    ])('knows that the current one serves while the next one %s', (_, events) => {
      const state = after(...goodCycle(1), building(2), built(2), ...events);
      expect(currentProcess(state)).toMatchObject({
        kind: 'ready',
        pid: 10,
        baseUrl: 'http://localhost:8080',
      });
      expect(state.served).toBeNull();
      expect(state.cycles[0]).toMatchObject({ outcome: 'ready' });
    });

    it('shows the error of the next one, which its cycle has', () => {
      const state = after(...goodCycle(1), built(2), beside, other(crashed(20)));
      expect(currentError(state)).toMatchObject({ kind: 'crash', pid: 20 });
      expect(state.cycles.map(({ outcome }) => outcome)).toEqual(['ready', 'ended']);
      expect(state.doing.kind).toBe('resting');
    });

    it('expects the next one where the current one ends', () => {
      const state = after(...goodCycle(1), built(2), beside, other(crashed(10)));
      expect(currentProcess(state)).toMatchObject({ kind: 'starting', pid: 20 });
      expect(state.doing.kind).toBe('starting');
      expect(state.cycles.map(({ outcome }) => outcome)).toEqual(['ready', 'started']);
    });

    it('has the next one alone once that is ready', () => {
      const state = after(...goodCycle(1), built(2), beside, ready(2));
      expect(state.processes).toMatchObject([{ kind: 'ready', pid: 20 }]);
      expect(state.served).toEqual({ pid: 10, since: 4, until: 7 });
    });
  });

  it('shows the code first where the program has crashed as well', () => {
    const state = after(...goodCycle(1), crashed(10), building(2), broken(2));
    expect(currentError(state)?.kind).toBe('build');
    expect(
      currentError(after(...goodCycle(1), crashed(10), building(2), broken(2), building(3), built(3)))?.kind,
    ).toBe('crash');
  });

  it.each<[string, RunEvent]>([
    ['start', { type: 'start-failed', problem: { message: 'x' } }],
    ['slow', { type: 'not-ready', pid: 10, problem: { message: 'x' } }],
    ['failed', { type: 'failed', problem: { message: 'x' } }],
  ])('has an error of the kind %s', (kind, event) => {
    expect(currentError(after(building(1), built(1), started(1), event))).toMatchObject({
      kind,
      problem: { message: 'x' },
    });
  });

  it('records a cycle with why, its parts and its end', () => {
    const [first, second] = after(...goodCycle(1), change(2, '/w/a.go'), building(2), broken(2)).cycles;
    expect(first).toEqual({
      cycle: 1,
      began: 1,
      why: '',
      asked: [],
      outcome: 'ready',
      via: 'go',
      durations: { build: 5, link: 2, ready: 3, total: 9 },
    });
    expect(second).toMatchObject({
      why: 'a.go  ← users ← cmd/api',
      outcome: 'failed',
      durations: { build: 4 },
    });
  });

  it.each<[string, Partial<Extract<RunEvent, { type: 'built' }>>]>([
    ['go', {}],
    ['hot', { via: { kind: 'hot', compiled: [] } }],
    ['hot', { via: { kind: 'hot', compiled: [], link: { kind: 'full', because: 'x' } } }],
    ['delta', { via: { kind: 'hot', compiled: [], link: { kind: 'delta' } } }],
  ])('records the way %s in which it was built', (via, how) => {
    const event = { ...built(1), ...how } as RunEvent;
    expect(after(building(1), event).cycles).toMatchObject([{ via }]);
  });

  it.each<[string, RunEvent[]]>([
    ['aborted', [building(1), { type: 'aborted', cycle: 1 }]],
    ['unchanged', [building(1), { type: 'unchanged', cycle: 1, durations: {} }]],
    ['not-started', [building(1), built(1), { type: 'start-failed', problem: { message: 'x' } }]],
    ['slow', [building(1), built(1), started(1), { type: 'not-ready', pid: 10, problem: { message: 'x' } }]],
    ['ended', [building(1), built(1), started(1), crashed(10)]],
    ['ready', [...goodCycle(1), crashed(10)]],
  ])('records the outcome %s', (outcome, events) => {
    expect(after(...events).cycles).toMatchObject([{ outcome }]);
  });

  it('notes what was asked for', () => {
    const asked: RunEvent = { type: 'asked', cycle: 2, actions: ['restart'] };
    expect(after(...goodCycle(1), asked).cycles[1]).toMatchObject({ asked: ['restart'], outcome: 'running' });
  });

  it('keeps the last 200 cycles, whatever happens', () => {
    const events = Array.from({ length: 300 }, (_, at) => goodCycle(at + 1)).flat();
    const { cycles } = after(...events);
    expect([cycles.length, cycles[0]?.cycle, cycles.at(-1)?.cycle]).toEqual([MOST_CYCLES, 101, 300]);
  });

  it('passes over what it does not know', () => {
    const state = after(...goodCycle(1));
    expect(reduceState(state, { type: 'news' } as unknown as RunEvent, 9, String)).toEqual(state);
  });

  it('has no error after a good cycle, whatever came before', () => {
    const any = fc.array(
      fc.constantFrom(broken(1), crashed(10), building(1), built(1), started(1), change(1, '/w/a'), ready(1)),
    );
    fc.assert(
      fc.property(any, (events) => {
        expect(currentError(after(...events, ...goodCycle(2)))).toBeNull();
      }),
    );
  });
});
