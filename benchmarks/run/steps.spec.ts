import { takeApart, type LoggedEvent } from './steps.ts';

const cycle = (built: object, ready: object = {}): LoggedEvent[] => [
  { type: 'change', time: 1025 },
  { type: 'building', time: 1026 },
  { type: 'built', time: 1500, ...built },
  { type: 'started', time: 1512 },
  { type: 'ready', time: 1530, durations: { stop: 10, ready: 18 }, ...ready },
];

describe(takeApart, () => {
  it('names each part, and what none names', () => {
    const steps = takeApart(cycle({ durations: { build: 470 } }), 1000, 1534);
    expect(steps).toEqual({
      via: 'go',
      ms: { batch: 25, build: 470, stop: 10, start: 2, ready: 18, answer: 4, rest: 5 },
    });
  });

  it('adds up to the whole', () => {
    const steps = takeApart(cycle({ durations: { generate: 40, build: 430 } }), 1000, 1534);
    const sum = Object.values(steps!.ms).reduce((all, ms) => all + ms, 0);
    expect(sum).toBeCloseTo(534);
  });

  it('tells the parts of a build too, and does not count them twice', () => {
    const durations = { build: 470, load: 10, compile: 200, link: 250 };
    const steps = takeApart(cycle({ durations, via: { kind: 'hot', compiled: ['app'] } }), 1000, 1534);
    expect(steps).toMatchObject({
      via: 'hot',
      ms: { build: 470, load: 10, compile: 200, link: 250, rest: 5 },
    });
  });

  it('says where the client was faster than the executor', () => {
    expect(takeApart(cycle({ durations: { build: 470 } }), 1000, 1524)!.ms.answer).toBe(-6);
  });

  it('counts from the start where nobody waits for the program', () => {
    const events = cycle({ durations: { build: 470, stop: 10 } }).filter(({ type }) => type !== 'ready');
    expect(takeApart(events, 1000, 1524)!.ms).toEqual({
      batch: 25,
      build: 470,
      stop: 10,
      start: 2,
      answer: 12,
      rest: 5,
    });
  });

  it('gives nothing for a cycle that is not whole', () => {
    expect(takeApart([{ type: 'change', time: 1 }], 0, 2)).toBeUndefined();
  });
});
