import fc from 'fast-check';
import type { StartChild } from '../process/child.ts';
import { here } from '../files/testing/linux-paths.ts';
import { makeTestPlan } from '../testing/plan.ts';
import type { Listing } from '../watch/following.ts';
import { renewListing } from '../watch/renewal.ts';
import { type GoPackage, parseJsonStream } from './go-list.ts';

const Module = { Path: 'example.com/app', Main: true, Dir: here('/w/app'), GoMod: here('/w/app/go.mod') };
const std: GoPackage = { ImportPath: 'fmt', Dir: '/go/src/fmt', Standard: true, DepOnly: true };
const store: GoPackage = {
  ImportPath: 'example.com/app/store',
  Dir: here('/w/app/store'),
  DepOnly: true,
  Module,
  EmbedPatterns: ['*.sql'],
};
const api: GoPackage = {
  ImportPath: 'example.com/app/cmd/api',
  Dir: here('/w/app/cmd/api'),
  Module,
  Imports: ['fmt', 'example.com/app/store'],
};
const PACKAGES = [std, store, api];

const print = (one: unknown) => `${JSON.stringify(one, null, '\t')}\n`;
const PRINTED = PACKAGES.map(print).join('');
const plan = makeTestPlan();

/** Asks a go that prints this and ends well. */
const renew = (stdout: string, last: Listing) => {
  const ended = Promise.resolve({ exit: { kind: 'code', code: 0 } as const, stdout, stderr: '' });
  const startChild: StartChild = () => ({ pid: 1, ended, kill: () => undefined });
  const directories = { isDirectory: () => true, list: () => [], listFiles: () => [] };
  const ports = { startChild, readText: () => undefined, directories };
  return renewListing(plan, last, null, ports, new AbortController().signal);
};
const EMPTY: Listing = { packages: [], set: {} as Listing['set'], current: false };

describe('a watch set, where go list prints', () => {
  let last: Listing;
  beforeAll(async () => void (last = await renew(PRINTED, EMPTY)));

  /** What both say is watched. */
  const watched = ({ packages, set }: Listing) => [packages, [...set.packages], [...set.files.keys()]];

  it('its packages, holds them all', () => {
    expect(last).toMatchObject({ packages: PACKAGES, current: true });
    expect([...last.set.packages.keys()]).toEqual([here('/w/app/store'), here('/w/app/cmd/api')]);
  });

  it('a list that is cut off anywhere, is the last one, and asked for again', async () => {
    for (let end = 0; end < PRINTED.length - 1; end++) {
      const cut = await renew(PRINTED.slice(0, end), last);
      expect(cut.current).toBe(false);
      expect(watched(cut)).toEqual(watched(last));
    }
  });

  it('a list that begins in the middle of a package, is the last one', async () => {
    const starts = PACKAGES.map((_, at) => PACKAGES.slice(0, at).map(print).join('').length);
    for (let start = 1; start < PRINTED.length; start++) {
      // Between two packages, also before the line end there, the rest is a list.
      if (starts.some((one) => start === one || start === one - 1)) continue;
      const rest = await renew(PRINTED.slice(start), last);
      expect(rest.current).toBe(false);
      expect(watched(rest)).toEqual(watched(last));
    }
  });

  const other = fc.constantFrom(
    'go: downloading example.com/x v1.0.0',
    '\x1b[33mwarning: {\x1b[0m',
    '{"level":"info"}',
    '[]',
    '{ }',
    '\u2028{\u2028',
    '   ',
    '\0',
  );

  it('other lines between packages, is the same', async () => {
    const lines = fc.array(other, { maxLength: 3 }).map((all) => all.map((one) => `${one}\n`).join(''));
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const start = fc.constantFrom('', '\uFEFF');
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(lines, lines, lines, lines),
        lineEnd,
        start,
        async ([a, b, c, d], end, bom) => {
          const text = a + print(std) + b + print(store) + c + print(api) + d;
          const listing = await renew(bom + text.replaceAll('\n', end), EMPTY);
          expect(watched(listing)).toEqual(watched(last));
          expect(listing.current).toBe(true);
        },
      ),
    );
  });

  it('a line in the middle of a package, is the last one', async () => {
    const lines = PRINTED.split('\n');
    for (let at = 1; at < lines.length - 1; at++) {
      if (lines[at] === '{') continue;
      const text = lines.toSpliced(at, 0, 'go: downloading example.com/x v1.0.0').join('\n');
      expect(watched(await renew(text, last))).toEqual(watched(last));
    }
  });

  it('packages twice, is the same', async () => {
    const twice = await renew(PRINTED + PRINTED, EMPTY);
    expect([...twice.set.packages]).toEqual([...last.set.packages]);
  });

  it.each<[string, unknown]>([
    ['ImportPath', 5],
    ['ImportPath', undefined],
    ['ImportPath', null],
    ['Dir', ['/w']],
    ['Dir', ''],
    ['Dir', 'w/app'],
    ['Standard', 'false'],
    ['DepOnly', 1],
    ['Error', 'broken'],
    ['Error', {}],
    ['Module', 'example.com/app'],
    ['Module', {}],
    ['Module', { Path: 'm', Dir: 7 }],
    ['Module', { Path: 'm', Replace: [] }],
    ['Imports', 'fmt'],
    ['Imports', [null]],
    ['EmbedPatterns', { 0: '*.sql' }],
    ['EmbedPatterns', [['*.sql']]],
  ])('a package whose %s is %j, is the last one', async (field, value) => {
    const listing = await renew(print(std) + print({ ...store, [field]: value }) + print(api), last);
    expect(listing.current).toBe(false);
    expect(watched(listing)).toEqual(watched(last));
  });

  it('any JSON in place of a package, is never a crash', async () => {
    const field = fc.constantFrom(...Object.keys({ ...store, ...api, Error: 1 }));
    const mangled = fc.dictionary(
      field,
      fc.oneof(fc.jsonValue(), fc.constantFrom(here('/w/x'), 'a', true, [], {})),
    );
    await fc.assert(
      fc.asyncProperty(mangled, async (some) => {
        const listing = await renew(print({ ...store, ...some }) + print(api), last);
        expect(listing.packages).toContainEqual(api);
      }),
    );
  });
});

describe(parseJsonStream.name, () => {
  const isRead = (text: string) => parseJsonStream(text).ok;

  // A reading that took the square of the size would not come to an end.
  it.each([
    ['opening lines', '{\n'.repeat(2_000_000), false],
    ['closing lines', '}\n'.repeat(2_000_000), false],
    ['blank lines', '\n'.repeat(4_000_000), true],
    ['one long line', '{'.repeat(10_000_000), true],
    ['brackets in brackets', `{\n"Imports": ${'['.repeat(2_000_000)}\n}\n`, false],
    [
      'objects in objects',
      `{\n"ImportPath": "a", "x": ${'{"x":'.repeat(100_000)}1${'}'.repeat(100_000)}\n}\n`,
      true,
    ],
    ['a long text', `{\n"ImportPath": "${'x'.repeat(10_000_000)}"\n}\n`, true],
  ])('comes to an end with millions of %s', (_, text, whole) => {
    expect(isRead(text)).toBe(whole);
  });
});
