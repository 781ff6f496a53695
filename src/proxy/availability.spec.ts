import type { RunEvent } from '../events/run-event.ts';
import { leaveProcess, reduceState } from '../state/reduce-state.ts';
import { emptyState, type Doing, type RunState } from '../state/run-state.ts';
import { availabilityOf } from './availability.ts';
import { buildFailed } from '../testing/build-failed.ts';

const exit = { kind: 'code', code: 2 } as const;
const ready = (pid: number): RunEvent => ({
  type: 'ready',
  cycle: pid,
  pid,
  durations: {},
  privateUrl: `http://p:${pid}`,
});
const broken = (stillRunning: boolean) => buildFailed({ output: 'boom', stillRunning });

const after = (...events: RunEvent[]): RunState =>
  events.reduce<RunState>((state, event, at) => reduceState(state, event, at + 1), {
    ...emptyState(0),
    doing: { kind: 'resting', since: 0 },
  });
const started = (pid: number, stillRunning = false): RunEvent => {
  const event = { type: 'started', cycle: pid, pid, name: 'app', args: [] } as const;
  return stillRunning ? { ...event, stillRunning } : event;
};

describe(availabilityOf.name, () => {
  const see = (...events: RunEvent[]) => availabilityOf(after(...events));
  const kind = (...events: RunEvent[]) => see(...events).kind;

  it('expects a program from the start on, and finds it once it is ready', () => {
    expect(availabilityOf(emptyState(0))).toEqual({ kind: 'coming' });
    expect(kind({ type: 'building', cycle: 1 })).toBe('coming');
    expect(see(ready(7))).toEqual({ kind: 'serving', pid: 7, url: 'http://p:7' });
  });

  it('stays with a program that goes on while a build fails or another is started', () => {
    const died: RunEvent = { type: 'exited', pid: 8, exit, stillRunning: true };
    expect(kind(ready(7), { type: 'building', cycle: 2 }, broken(true), started(8, true), died)).toBe(
      'serving',
    );
    expect(see(ready(7), started(8, true), ready(8))).toMatchObject({ pid: 8 });
  });

  it('expects nothing after a failed build without a program, until the next change', () => {
    expect(see(broken(false))).toEqual({
      kind: 'unavailable',
      why: { reason: 'build-failed', message: 'go build has failed', at: 1, diagnostics: [], output: 'boom' },
    });
    expect(kind(broken(false), { type: 'change', cycle: 2, changes: [] })).toBe('coming');
    expect(kind(broken(false), { type: 'asked', cycle: 2, actions: ['rebuild'] })).toBe('coming');
  });

  it('knows why a program has died, and what has served before', () => {
    expect(see(ready(7), { type: 'exited', pid: 7, exit, hint: 'do', output: ['last words'] })).toEqual({
      kind: 'unavailable',
      why: {
        reason: 'exited',
        message: 'the program ended with code 2',
        hint: 'do',
        at: 2,
        exit,
        lines: ['last words'],
        served: { pid: 7, since: 1, until: 2 },
      },
    });
  });

  it('expects a program that starts again by itself, or whose successor is started already', () => {
    expect(kind(ready(7), { type: 'exited', pid: 7, exit, restartInMs: 500 })).toBe('coming');
    expect(kind(ready(7), started(8, true), { type: 'exited', pid: 7, exit, stillRunning: true })).toBe(
      'coming',
    );
  });

  it('does not expect one that is late, and finds it all the same', () => {
    const late: RunEvent = { type: 'not-ready', pid: 7, problem: { message: 'slow' } };
    expect(kind(late)).toBe('unavailable');
    expect(kind(late, ready(7))).toBe('serving');
  });

  it('expects the program that starts while the code is broken, or that is started again by itself', () => {
    expect(kind(started(7), broken(true))).toBe('coming');
    expect(kind(ready(7), broken(true), { type: 'exited', pid: 7, exit, restartInMs: 500 })).toBe('coming');
    expect(kind(ready(7), broken(true), { type: 'exited', pid: 7, exit })).toBe('unavailable');
  });

  it('expects a program again whose build goes on while the last one dies', () => {
    expect(kind(ready(7), { type: 'building', cycle: 8 }, { type: 'exited', pid: 7, exit })).toBe('coming');
  });

  it('says what has ended the run', () => {
    const failed: RunEvent = { type: 'failed', problem: { message: 'no go', hint: 'install it' } };
    expect(see(failed, { type: 'ended', success: false })).toMatchObject({
      why: { reason: 'ended', message: 'no go', hint: 'install it' },
    });
  });

  it('expects nothing any more once the run ends', () => {
    expect(see(ready(7), { type: 'stopping', reason: 'SIGTERM' })).toMatchObject({
      kind: 'unavailable',
      why: { reason: 'ended', message: 'the run has ended', at: 2 },
    });
    const died: RunEvent = { type: 'exited', pid: 7, exit };
    expect(see(ready(7), died, { type: 'ended', success: false })).toMatchObject({
      why: { reason: 'ended', message: 'the run has ended', at: 3 },
    });
  });

  it('finds a program without the stable port where it listens', () => {
    expect(see({ type: 'ready', cycle: 1, pid: 7, durations: {}, baseUrl: 'http://b:7' })).toMatchObject({
      url: 'http://b:7',
    });
    expect(kind({ type: 'ready', cycle: 1, pid: 7, durations: {} })).toBe('coming');
  });

  const problem = { message: 'too bad', hint: 'mend it' };
  const diagnostics = [{ file: '/w/a.go', line: 1, column: 2, message: 'no' }];
  const code = { at: 3, cycle: 2, stillRunning: false };
  it.each<[string, Pick<RunState, 'codeError'> | Pick<RunState, 'programError'>, object]>([
    [
      'a generator that fails',
      { codeError: { ...code, kind: 'generate', diagnostics, problem } },
      { reason: 'generate-failed', ...problem, diagnostics },
    ],
    [
      'a build that fails, with what helps',
      { codeError: { ...code, kind: 'build', diagnostics, output: 'x', hint: 'mend it' } },
      {
        reason: 'build-failed',
        message: 'go build has failed',
        hint: 'mend it',
        diagnostics,
        output: 'x',
      },
    ],
    [
      'a program that is late',
      { programError: { at: 3, kind: 'slow', problem, output: ['last'] } },
      { reason: 'not-ready', ...problem, lines: ['last'] },
    ],
    [
      'a program that can’t be started',
      { programError: { at: 3, kind: 'start', problem } },
      { reason: 'start-failed', ...problem },
    ],
    [
      'a run that is over before its end is told',
      { programError: { at: 3, kind: 'failed', problem } },
      { reason: 'ended', ...problem },
    ],
  ])('explains %s', (_, error, why) => {
    expect(availabilityOf({ ...after(), ...error })).toEqual({
      kind: 'unavailable',
      why: { at: 3, ...why },
    });
  });

  it.each<Doing['kind']>(['preparing', 'building', 'swapping', 'starting', 'waiting'])(
    'serves while the run is %s, and else expects a program in spite of an error',
    (doing) => {
      const during = (state: RunState) => availabilityOf({ ...state, doing: { kind: doing, since: 9 } }).kind;
      expect(during(after(ready(7)))).toBe('serving');
      expect(during(after(broken(false)))).toBe('coming');
    },
  );
});

describe(leaveProcess.name, () => {
  it('makes the next program expected, and remembers the last one', () => {
    const state = leaveProcess(after(ready(7)), 7, 5);
    expect(availabilityOf(state)).toEqual({ kind: 'coming' });
    expect(state.served).toEqual({ pid: 7, since: 1, until: 5 });
    expect(leaveProcess(state, 7, 6)).toEqual(state);
    // The event of the next start comes later than that.
    expect(reduceState(state, started(8), 9).served).toEqual(state.served);
  });
});
