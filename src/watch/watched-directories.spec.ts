import type { Directories } from '../files/disk.ts';
import { splitGlob } from '../files/file-glob.ts';
import { includePattern } from '../files/file-pattern.ts';
import type { WatchSet } from './watch-set.ts';
import { directoriesToWatch, hasMatch } from './watched-directories.ts';

/** Directories that hold these files. */
const holding = (...paths: readonly string[]): Directories => {
  const above = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const directories = new Set<string>(['/']);
  for (const path of paths) for (let at = above(path); at !== ''; at = above(at)) directories.add(at);
  return {
    isDirectory: (path) => directories.has(path),
    list: (path) =>
      [...directories].filter((one) => above(one) === path).map((one) => one.slice(path.length + 1)),
    listFiles: (path) => paths.filter((one) => above(one) === path),
  };
};
const include = (text: string) => includePattern({ glob: splitGlob('/w', text), action: 'rebuild' });
const files = holding(
  '/w/app/main.go',
  '/w/static/a.css',
  '/w/static/deep/b.css',
  '/w/static/node_modules/c.css',
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
          ['/w/app', one],
          ['/w/gone/deep', one],
        ]),
      }),
    ).toEqual(['/w/app', '/w']);
    expect(watched({ awaited: new Set(['/w/app/new/deep', '/elsewhere/x']) })).toEqual(['/w/app', '/']);
    const single = { action: 'rebuild', importedBy: [] } as const;
    expect(watched({ files: new Map([['/w/app/go.mod', single]]) })).toEqual(['/w/app']);
  });

  it('comes to an end where not even the root is there, as with a drive that is gone', () => {
    expect(watched({ awaited: new Set(['/w/app']) }, { ...files, isDirectory: () => false })).toEqual(['/']);
  });

  it('takes those into which a pattern reaches, and where its base is none, the one that would hold it', () => {
    expect(watched({ patterns: [include('static/**')] })).toEqual(['/w/static', '/w/static/deep']);
    expect(watched({ patterns: [include('static/*')] })).toEqual(['/w/static']);
    expect(watched({ patterns: [include('app/main.go')] })).toEqual(['/w/app']);
    expect(watched({ patterns: [include('none/at/all')] })).toEqual(['/w']);
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
