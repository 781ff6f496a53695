import type { RunEvent } from '../../events/run-event.ts';
import { tellOfFetching } from './provide-go.ts';

it('tells of each step at once, and of one that goes on twice a second', () => {
  const events: RunEvent[] = [];
  let now = 1000;
  const tell = tellOfFetching(
    (event) => events.push(event),
    () => now,
  );
  const common = { what: 'go1.26.8', into: '/cache/go1.26.8' };
  const fetch = (at: number, kind: 'downloading' | 'unpacking', done: number) => {
    now = at;
    tell({ kind: 'fetching', ...common, progress: { kind, done, total: 9 } });
  };
  fetch(1000, 'downloading', 0);
  fetch(1400, 'downloading', 1);
  fetch(1500, 'downloading', 2);
  fetch(1600, 'unpacking', 3);
  now = 3500;
  tell({ kind: 'fetched', ...common });
  const installing = { type: 'installing', ...common };
  expect(events).toEqual([
    { ...installing, progress: { kind: 'downloading', done: 0, total: 9 } },
    { ...installing, progress: { kind: 'downloading', done: 2, total: 9 } },
    { ...installing, progress: { kind: 'unpacking', done: 3, total: 9 } },
    { ...installing, progress: { kind: 'done', ms: 2500 } },
  ]);
});
