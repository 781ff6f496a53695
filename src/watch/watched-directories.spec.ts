import { basename, dirname } from 'node:path';
import type { Directories } from '../files/disk.ts';
import { splitGlob } from '../files/file-glob.ts';
import { includePattern } from '../files/file-pattern.ts';
import type { WatchSet } from './watch-set.ts';
import { directoriesToWatch, hasMatch } from './watched-directories.ts';
import { here } from '../files/testing/linux-paths.ts';

/** Directories that hold these files. */
const holding = (...paths: readonly string[]): Directories => {
  const directories = new Set<string>([here('/')]);
  for (const path of paths)
    for (let at = dirname(path); at !== here('/'); at = dirname(at)) directories.add(at);
  return {
    isDirectory: (path) => directories.has(path),
    list: (path) =>
      [...directories].filter((one) => one !== path && dirname(one) === path).map((one) => basename(one)),
    listFiles: (path) => paths.filter((one) => dirname(one) === path),
  };
};
const include = (text: string) => includePattern({ glob: splitGlob(here('/w'), text), action: 'rebuild' });
const files = holding(
  here('/w/app/main.go'),
  here('/w/static/a.css'),
  here('/w/static/deep/b.css'),
  here('/w/static/node_modules/c.css'),
);

describe(directoriesToWatch.name, () => {
  const watched = (parts: Partial<WatchSet>, within = files) => {
    const empty = { packages: new Map(), files: new Map(), patterns: [], overlaid: new Set<string>() };
    return [...directoriesToWatch({ ...empty, awaited: new Set(), ...parts }, within)];
  };

  it('takes those of packages and files, and for a missing one the nearest above it', () => {
    const one = { directory: '', importedBy: [] };
    expect(
      watched({
        packages: new Map([
          [here('/w/app'), one],
          [here('/w/gone/deep'), one],
        ]),
      }),
    ).toEqual([here('/w/app'), here('/w')]);
    expect(watched({ awaited: new Set([here('/w/app/new/deep'), here('/elsewhere/x')]) })).toEqual([
      here('/w/app'),
      here('/'),
    ]);
    const single = { action: 'rebuild', importedBy: [] } as const;
    expect(watched({ files: new Map([[here('/w/app/go.mod'), single]]) })).toEqual([here('/w/app')]);
  });

  it('comes to an end where not even the root is there, as with a drive that is gone', () => {
    expect(watched({ awaited: new Set([here('/w/app')]) }, { ...files, isDirectory: () => false })).toEqual([
      here('/'),
    ]);
  });

  it('takes those into which a pattern reaches, and where its base is none, the one that would hold it', () => {
    expect(watched({ patterns: [include('static/**')] })).toEqual([
      here('/w/static'),
      here('/w/static/deep'),
    ]);
    expect(watched({ patterns: [include('static/*')] })).toEqual([here('/w/static')]);
    expect(watched({ patterns: [include('app/main.go')] })).toEqual([here('/w/app')]);
    expect(watched({ patterns: [include('none/at/all')] })).toEqual([here('/w')]);
  });
});

describe(hasMatch.name, () => {
  it.each([
    ['static/**', true],
    ['static/deep/*.css', true],
    ['**/b.css', true],
    ['app/main.go', true],
    ['static/*.js', false],
    ['app/other.go', false],
    ['none/*', false],
  ])('tells whether %s names a file: %s', (text, has) => {
    expect(hasMatch(include(text), files)).toBe(has);
  });
});
