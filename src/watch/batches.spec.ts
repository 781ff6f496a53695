import { materialize, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Action, Change } from '../events/run-event.ts';
import { batchChanges, mergeBatches, type Batch } from './batches.ts';

const change = (path: string, kind: Change['kind'] = 'written'): Change => ({
  path,
  kind,
  action: path === ENV_FILE ? 'restart' : 'rebuild',
  importedBy: [],
});
const ENV_FILE = 'e';
const paths = (batch: Batch) => batch.changes.map(({ path }) => path);

/** The batches of a stream of changes named by one letter each: `[frame, paths]`. */
function collect(marbles: string, debounce = 20): [number, string[]][] {
  const scheduler = new TestScheduler(() => undefined);
  const batches: [number, string[]][] = [];
  scheduler.run(({ hot }) => {
    const values = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((name) => [name, change(name)]));
    batchChanges(hot(marbles, values), debounce, scheduler).subscribe((batch) =>
      batches.push([scheduler.now(), paths(batch)]),
    );
  });
  return batches;
}

describe(batchChanges.name, () => {
  it.each([
    [20, 5],
    [100, 85],
    [8, 5],
    [3, 3],
    [0, 0],
  ])('sends a single edit on soon: with a debounce of %d ms after %d', (debounce, ms) => {
    expect(collect('a', debounce)).toEqual([[ms, ['a']]]);
  });

  it('waits for the whole debounce where the program is to be restarted: nothing aborts that', () => {
    expect(collect('e')).toEqual([[20, ['e']]]);
    expect(collect('e 9ms a')).toEqual([[30, ['e', 'a']]]);
  });

  it('takes two writes of one save as one', () => {
    expect(collect('a 3ms a')).toEqual([[9, ['a']]]);
  });

  it('waits for the whole debounce once another file has come, also after the first went out', () => {
    expect(collect('a 3ms b')).toEqual([[24, ['a', 'b']]]);
    expect(collect('a 7ms b 7ms c 7ms d')).toEqual([
      [5, ['a']],
      [44, ['b', 'c', 'd']],
    ]);
  });

  it('waits while more comes, and counts each path once', () => {
    expect(collect('a 3ms b 9ms a 9ms c')).toEqual([[44, ['a', 'b', 'c']]]);
  });

  it('makes two batches of edits that lie further apart', () => {
    expect(collect('a 40ms b')).toEqual([
      [5, ['a']],
      [46, ['b']],
    ]);
  });

  it('takes an edit for a lone one as soon as the debounce has passed since the last', () => {
    expect(collect('a 18ms b')).toEqual([
      [5, ['a']],
      [39, ['b']],
    ]);
    expect(collect('a 19ms b')).toEqual([
      [5, ['a']],
      [25, ['b']],
    ]);
  });

  it('waits no longer than two seconds for the end of a storm', () => {
    const storm = `b${'a 9ms '.repeat(300)}a`;
    const [first] = collect(storm);
    expect(first?.[0]).toBe(2000);
  });

  it('sends the rest when the changes end', () => {
    expect(collect('a 3ms |')).toEqual([[4, ['a']]]);
  });

  it.each([
    ['|', 'C'],
    ['#', 'E'],
    ['a|', 'NC'],
    ['a#', 'E'],
    ['a 9ms |', 'NC'],
  ])('passes on the end and an error of %s, without an empty batch', (marbles, kinds) => {
    const scheduler = new TestScheduler(() => undefined);
    let seen = '';
    scheduler.run(({ hot }) => {
      const changes$ = hot(marbles, { a: change('a') });
      batchChanges(changes$, 20, scheduler)
        .pipe(materialize())
        .subscribe(({ kind }) => (seen += kind));
    });
    expect(seen).toBe(kinds);
  });

  it.each([[[]], [[change('a')]]])('lets go of the changes once nobody listens, after %j', (changes) => {
    const changes$ = new Subject<Change>();
    const subscription = batchChanges(changes$, 20, new TestScheduler(() => undefined)).subscribe();
    for (const one of changes) changes$.next(one);
    subscription.unsubscribe();
    expect(changes$.observed).toBe(false);
  });
});

describe(mergeBatches.name, () => {
  it('keeps each wish once', () => {
    const wish = (...asked: Action[]): Batch => ({ changes: [], since: 5, asked });
    expect(mergeBatches(wish('restart'), wish('rebuild', 'restart')).asked).toEqual(['restart', 'rebuild']);
    expect(mergeBatches({ changes: [], since: 1 }, wish('restart')).asked).toEqual(['restart']);
  });

  it('keeps the later change of a path and the earlier time', () => {
    const earlier: Batch = { changes: [change('a', 'added'), change('b')], since: 5 };
    const later: Batch = { changes: [change('a', 'removed')], since: 9 };
    expect(mergeBatches(earlier, later)).toEqual({
      changes: [change('a', 'removed'), change('b')],
      since: 5,
    });
  });
});
