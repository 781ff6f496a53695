import fc from 'fast-check';
import type { RunEvent } from '../../events/run-event.ts';
import { emptyState } from '../../state/run-state.ts';
import { reduceState } from '../../state/reduce-state.ts';
import { createReplay } from './replay.ts';
import { buildFailed } from '../../testing/build-failed.ts';

const go = { kind: 'go' } as const;
const problem = { message: 'x' };

/** An event of each type that happens more than once. */
const make = (cycle: number, pid: number): RunEvent[] => [
  {
    type: 'change',
    cycle,
    changes: [{ path: `/w/${cycle}.go`, kind: 'written', action: 'rebuild', importedBy: [] }],
  },
  { type: 'asked', cycle, actions: ['restart'] },
  { type: 'building', cycle },
  { type: 'built', cycle, command: [], via: go, durations: {} },
  buildFailed({ cycle }),
  { type: 'generate-failed', cycle, problem, diagnostics: [], stillRunning: true, durations: {} },
  { type: 'unchanged', cycle, durations: {} },
  { type: 'aborted', cycle },
  { type: 'started', cycle, pid, name: 'api', args: [] },
  { type: 'ready', cycle, pid, baseUrl: `http://localhost:${pid}`, durations: {} },
  { type: 'exited', pid, exit: { kind: 'code', code: 1 } },
  { type: 'start-failed', problem },
  { type: 'started', cycle, pid, name: 'api', args: [], stillRunning: true },
  { type: 'not-ready', pid, problem },
  { type: 'not-ready', pid, problem, stillRunning: true },
  { type: 'exited', pid, exit: { kind: 'code', code: 1 }, stillRunning: true },
  { type: 'start-failed', problem, stillRunning: true },
  { type: 'address', pid, baseUrl: `http://localhost:${pid + 1}` },
  { type: 'warning', problem },
  { type: 'watching', directories: 1, polling: false },
];

/** What a page makes of events, without when it happened. */
const judge = (events: readonly RunEvent[]) => {
  const { processes, codeError, programError } = events.reduce(
    (state, event) => reduceState(state, event, 1),
    emptyState(1),
  );
  return { processes, codeError, programError };
};

describe(createReplay.name, () => {
  const replay = (events: readonly RunEvent[]) => {
    const kept = createReplay();
    for (const event of events) kept.add(event, JSON.stringify(event));
    return kept.lines().map((line) => JSON.parse(line) as RunEvent);
  };

  const typesOf = (events: readonly RunEvent[]) => replay(events).map(({ type }) => type);
  const pick = (cycle: number, ...types: readonly RunEvent['type'][]) =>
    types.map((type) => make(cycle, 10).find((event) => event.type === type) as RunEvent);

  it('tells a late reader what runs and what is wrong', () => {
    const good = pick(1, 'building', 'built', 'started', 'ready', 'warning');
    expect(typesOf([...good, ...pick(2, 'building', 'build-failed')])).toEqual([
      'started',
      'ready',
      'building',
      'build-failed',
    ]);
  });

  it('tells of the process that serves beside one that is started, or has ended', () => {
    const [first] = pick(1, 'started');
    const beside = { ...(pick(2, 'started')[0] as RunEvent), pid: 11, stillRunning: true } as RunEvent;
    const ended = { ...(pick(2, 'exited')[0] as RunEvent), pid: 11, stillRunning: true } as RunEvent;
    const [ready] = pick(1, 'ready');
    const events = [first, ready, beside, ended] as RunEvent[];
    expect(replay(events.slice(0, 3))).toEqual(events.slice(0, 3));
    expect(replay(events)).toEqual(events);
    expect(typesOf([...events, ...pick(3, 'started')])).toEqual(['started']);
  });

  it('does not bring back a generator’s error that a build has followed', () => {
    expect(typesOf(pick(1, 'generate-failed', 'building').concat(pick(2, 'change')))).toEqual(['change']);
  });

  it('gives the program and the error that all events together give, and stays short', () => {
    const cycles = fc.array(
      fc.record({
        more: fc.nat(1),
        picks: fc.array(fc.nat(19), { maxLength: 8 }),
        pid: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(cycles, (plan) => {
        let cycle = 1;
        const events = plan.flatMap(({ more, picks, pid }) => {
          cycle += more;
          return picks.map((pick) => make(cycle, pid)[pick] as RunEvent);
        });
        const replayed = replay(events);
        expect(judge(replayed)).toEqual(judge(events));
        const keys = replayed.map((event) => `${event.type} ${'pid' in event ? event.pid : ''}`);
        expect(new Set(keys).size).toBe(replayed.length);
      }),
    );
  });
});
