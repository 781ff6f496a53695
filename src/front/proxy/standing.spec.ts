import type { RunEvent } from '../../progress/run-event.ts';
import { follow, leave, START, type Course } from './standing.ts';
import { buildFailed } from '../../testing/build-failed.ts';

const exit = { kind: 'code', code: 2 } as const;
const ready = (pid: number): RunEvent => ({
  type: 'ready',
  cycle: pid,
  pid,
  durations: {},
  privateUrl: `http://p:${pid}`,
});
const broken = (stillRunning: boolean) => buildFailed({ output: 'boom', stillRunning });

describe(follow.name, () => {
  const after = (...events: RunEvent[]): Course =>
    events.reduce((course, event, at) => follow(course, event, at + 1), START);
  const kind = (...events: RunEvent[]) => after(...events).standing.kind;

  it('expects a program from the start on, and finds it once it is ready', () => {
    expect(START.standing.kind).toBe('coming');
    expect(kind({ type: 'building', cycle: 1 })).toBe('coming');
    expect(after(ready(7)).standing).toEqual({ kind: 'serving', pid: 7, url: 'http://p:7', since: 1 });
  });

  it('stays with a program that goes on while a build fails or another is started', () => {
    const started: RunEvent = { type: 'started', cycle: 2, pid: 8, name: 'app', args: [] };
    const died: RunEvent = { type: 'exited', pid: 8, exit, stillRunning: true };
    expect(kind(ready(7), { type: 'building', cycle: 2 }, broken(true), started, died)).toBe('serving');
    expect(after(ready(7), started, ready(8)).standing).toMatchObject({ pid: 8 });
  });

  it('expects nothing after a failed build without a program, until the next change', () => {
    expect(after(broken(false)).standing).toEqual({
      kind: 'unavailable',
      why: { reason: 'build-failed', message: 'go build has failed', at: 1, diagnostics: [], output: 'boom' },
    });
    expect(kind(broken(false), { type: 'change', cycle: 2, changes: [] })).toBe('coming');
    expect(kind(broken(false), { type: 'asked', cycle: 2, actions: ['rebuild'] })).toBe('coming');
  });

  it('knows why a program has died, and what has served before', () => {
    expect(
      after(ready(7), { type: 'exited', pid: 7, exit, hint: 'do', output: ['last words'] }).standing,
    ).toEqual({
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
    expect(kind(ready(7), { type: 'exited', pid: 7, exit, stillRunning: true })).toBe('coming');
  });

  it('does not expect one that is late, and finds it all the same', () => {
    const late: RunEvent = { type: 'not-ready', pid: 7, problem: { message: 'slow' } };
    expect(kind(late)).toBe('unavailable');
    expect(kind(late, ready(7))).toBe('serving');
  });

  it('expects nothing any more once the run ends', () => {
    expect(kind(ready(7), { type: 'stopping', reason: 'SIGTERM' })).toBe('unavailable');
  });
});

describe(leave.name, () => {
  it('expects the next program, and remembers the last one', () => {
    const course = leave(follow(START, ready(7), 1), 5);
    expect(course).toEqual({ standing: { kind: 'coming' }, served: { pid: 7, since: 1, until: 5 } });
    expect(leave(course, 6)).toEqual(course);
  });
});
