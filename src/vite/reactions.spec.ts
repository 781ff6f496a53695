import type { RunEvent } from '../events/run-event.ts';
import { emptyState } from '../state/run-state.ts';
import { reduceState } from '../state/reduce-state.ts';
import { createReactions } from './reactions.ts';
import { buildFailed } from '../testing/build-failed.ts';

const go = { kind: 'go' } as const;
const building = (cycle: number): RunEvent => ({ type: 'building', cycle });
const built = (cycle: number): RunEvent => ({ type: 'built', cycle, command: [], via: go, durations: {} });
const started = (pid: number): RunEvent => ({ type: 'started', cycle: 1, pid, name: 'api', args: [] });
const ready = (pid: number): RunEvent => ({ type: 'ready', cycle: 1, pid, durations: {} });
const exited = (code: number): RunEvent => ({ type: 'exited', pid: 1, exit: { kind: 'code', code } });
const broken = buildFailed();

describe(createReactions.name, () => {
  /** The kinds of reactions to each event; the events happen one ms after the other. */
  const play = (...events: readonly RunEvent[]) => {
    const react = createReactions();
    let state = emptyState(0);
    return events.map((event, at) => {
      state = reduceState(state, event, at, String);
      return react(state)
        .map(({ kind }) => kind)
        .join(' ');
    });
  };

  it('takes the first program for no swap, and the next one for one', () => {
    expect(play(started(1), ready(1), started(2), ready(2))).toEqual(['', 'ready', '', 'swapped']);
  });

  it('tells an error once, and that it is mended only when a program can answer', () => {
    expect(play(started(1), ready(1), broken, building(3), built(3), started(2), ready(2))).toEqual([
      '',
      'ready',
      'error',
      '',
      '',
      '',
      'mended swapped',
    ]);
  });

  it('tells of a mending that gives the same program', () => {
    const same: RunEvent = { type: 'unchanged', cycle: 3, durations: {} };
    expect(play(started(1), ready(1), broken, same).slice(2)).toEqual(['error', 'mended']);
  });

  it('takes the first program after an error for a swap: the page has been loaded without it', () => {
    expect(play(broken, building(2), built(2), started(1), ready(1)).at(-1)).toBe('mended swapped');
  });

  it('tells nothing twice after a lost connection', () => {
    const react = createReactions();
    const states = [started(1), ready(1), broken].map((_, at, all) =>
      all
        .slice(0, at + 1)
        .reduce((state, event, time) => reduceState(state, event, time, String), emptyState(0)),
    );
    expect(states.flatMap((state) => react(state)).map(({ kind }) => kind)).toEqual(['ready', 'error']);
    expect(states.slice(-1).flatMap((state) => react(state))).toEqual([]);
  });

  it('tells a crash, but no program that has done its work', () => {
    expect(play(started(1), ready(1), exited(3)).at(-1)).toBe('error');
    expect(play(started(1), ready(1), exited(0)).at(-1)).toBe('');
  });
});
