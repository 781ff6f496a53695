import fc from 'fast-check';
import { splitWords } from '../plan/arguments.ts';
import {
  describeBuild,
  describeChanges,
  describeDurations,
  describeExit,
  formatDuration,
  quoteWords,
} from './phrases.ts';
import type { Change } from './run-event.ts';

describe('formatDuration', () => {
  it.each([
    [undefined, ''],
    [0, '0 ms'],
    [411.6, '412 ms'],
    [9949, '9949 ms'],
    [9950, '9.9 s'],
    [61_000, '61.0 s'],
  ])('of %d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('describeDurations', () => {
  it('names the parts that there are, in the order asked for', () => {
    const durations = { total: 455, stop: 12, ready: 31.2 };
    expect(describeDurations(durations, ['stop', 'ready', 'build', 'total'])).toBe(
      'stop 12 ms · start 31 ms · total 455 ms',
    );
  });
});

describe('describeBuild', () => {
  it.each([
    [['x.test/a/store', 'x.test/a'], 'compile store and 1 more, link'],
    [['x.test/a/store'], 'compile store, link'],
    [[], 'link'],
  ])('without the go command of %j says %s', (compiled, text) => {
    expect(describeBuild({ kind: 'hot', compiled }, [])).toBe(text);
  });
  it.each([
    [undefined, 'compile store and 1 more, link'],
    [{ kind: 'delta' }, 'compile store and 1 more, delta link'],
    [{ kind: 'full', because: 'there is no base yet' }, 'compile store and 1 more, link'],
  ] as const)('names the packages and how they were linked (%j)', (link, text) => {
    const via = { kind: 'hot', compiled: ['m/store', 'm/cmd'], ...(link && { link }) } as const;
    expect(describeBuild(via, [])).toBe(text);
  });
});

describe('describeChanges', () => {
  const change = (path: string, importedBy: string[] = [], kind: Change['kind'] = 'written'): Change => ({
    path,
    kind,
    action: 'rebuild',
    importedBy,
  });
  it.each([
    [[], ''],
    [[change('cmd/api/main.go')], 'cmd/api/main.go'],
    [[change('schema/a.sql', ['include'])], 'schema/a.sql  ← include'],
    [
      [change('internal/store/store.go', ['internal/users', 'cmd/api'])],
      'internal/store/store.go  ← users ← cmd/api',
    ],
    [
      [change('libs/words/words.go', ['example.com/words/v2', 'cmd/api'])],
      'libs/words/words.go  ← words ← cmd/api',
    ],
    [
      [change('a.go', ['cmd/api'], 'removed'), change('b.go'), change('c.go')],
      'a.go (removed)  ← cmd/api  and 2 more',
    ],
  ])('tells the first one, why it matters, and how many more there are (%#)', (changes, text) => {
    expect(describeChanges(changes, (path) => path)).toBe(text);
  });
});

describe('describeExit', () => {
  it.each([
    [{ kind: 'code', code: 3 } as const, 'ended with code 3'],
    [{ kind: 'signal', signal: 'SIGSEGV' } as const, 'was ended by SIGSEGV'],
    [{ kind: 'not-started', reason: 'EACCES' } as const, 'could not be started: EACCES'],
  ])('of %j', (exit, text) => {
    expect(describeExit(exit)).toBe(text);
  });
});

describe('quoteWords', () => {
  it.each([
    [['server', '-p', '8080', '--url=http://[::1]:80/x?y'], `go server -p 8080 '--url=http://[::1]:80/x?y'`],
    [['two words', '', "it's", 'größe', '$HOME'], `go 'two words' '' 'it'\\''s' größe '$HOME'`],
    [["a\n'b'\x1b"], String.raw`go $'a\n\'b\'\x1b'`],
    [['a\\\x7f', '\u202e'], String.raw`go $'a\\\x7f' $'\u202e'`],
  ])('shows where a word of %j ends, on one line', (words, text) => {
    expect(quoteWords(['go'], words)).toBe(text);
  });

  it('is read back by what splits the option args, whatever words they are', () => {
    const word = fc.string({
      unit: fc.oneof(fc.constantFrom(...` '"\\$-=*é`), fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords('args', quoteWords([], words))).toEqual({ ok: true, value: words });
      }),
    );
  });
});
