import type { FileGlob } from '../files/file-glob.ts';
import type { GoPackage } from '../golang/go-list.ts';
import { parseOverlay } from '../golang/overlay.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { judge } from './following.ts';
import { makeWatchSet, type WatchSetInput } from './watch-set.ts';

const main = { Path: 'example.com/app', Main: true, Dir: '/w/app' };
const library = { Path: 'example.com/lib', Main: true, Dir: '/w/lib' };
const packages: readonly GoPackage[] = [
  { ImportPath: 'fmt', Dir: '/go/src/fmt', Standard: true, DepOnly: true },
  {
    ImportPath: 'github.com/gin/gin',
    Dir: '/mod/gin@v1',
    DepOnly: true,
    Module: { Path: 'github.com/gin/gin', Dir: '/mod/gin@v1' },
  },
  { ImportPath: 'example.com/lib', Dir: '/w/lib', DepOnly: true, Module: library },
  {
    ImportPath: 'example.com/fork',
    Dir: '/w/fork',
    DepOnly: true,
    Module: { Path: 'example.com/fork', Dir: '/w/fork', Replace: { Path: '../fork', Dir: '/w/fork' } },
  },
  {
    ImportPath: 'example.com/pinned',
    Dir: '/mod/pinned@v2',
    DepOnly: true,
    Module: {
      Path: 'example.com/pinned',
      Dir: '/mod/pinned@v2',
      Replace: { Path: 'example.com/other', Version: 'v2', Dir: '/mod/pinned@v2' },
    },
  },
  {
    ImportPath: 'example.com/v',
    Dir: '/w/app/vendor/example.com/v',
    DepOnly: true,
    Module: { Path: 'example.com/v' },
  },
  {
    ImportPath: 'example.com/app/internal/store',
    Dir: '/w/app/internal/store',
    DepOnly: true,
    Module: main,
    Imports: ['fmt', 'example.com/lib'],
  },
  {
    ImportPath: 'example.com/app/internal/users',
    Dir: '/w/app/internal/users',
    DepOnly: true,
    Module: main,
    Imports: ['example.com/app/internal/store'],
    EmbedPatterns: ['templates', 'all:static/*.css'],
  },
  {
    ImportPath: 'example.com/app/internal/missing',
    DepOnly: true,
    Incomplete: true,
    Error: { Err: 'no package' },
  },
  { ImportPath: 'github.com/foreign/x', DepOnly: true, Incomplete: true, Error: { Err: 'no package' } },
  {
    ImportPath: 'example.com/app/cmd/api',
    Dir: '/w/app/cmd/api',
    Module: main,
    Imports: ['C', 'example.com/app/internal/users', 'example.com/fork', 'example.com/app/internal/missing'],
  },
];
const modules = [
  { path: 'example.com/app', directory: '/w/app' },
  { path: 'example.com/lib', directory: '/w/lib' },
];
const set = (input: Partial<WatchSetInput> = {}) =>
  makeWatchSet({ plan: makeTestPlan(), packages, modules, generatorDirectories: [], ...input });
const judged = (path: string, input: Partial<WatchSetInput> = {}, ignore: readonly FileGlob[] = []) =>
  judge(path, 'written', set(input), ignore);

describe(makeWatchSet.name, () => {
  it('holds the packages of local modules and those of go’s vendor folder, and no standard or cached ones', () => {
    expect([...set().packages.keys()].sort()).toEqual([
      '/w/app/cmd/api',
      '/w/app/internal/store',
      '/w/app/internal/users',
      '/w/app/vendor/example.com/v',
      '/w/fork',
      '/w/lib',
    ]);
  });

  it('tells the shortest way from a package up to main', () => {
    expect(judged('/w/app/internal/store/store.go')?.importedBy).toEqual(['internal/users', 'cmd/api']);
    expect(judged('/w/app/cmd/api/main.go')?.importedBy).toEqual([]);
  });

  it('tells the shortest way also where packages import each other, which go reports as an error', () => {
    const one = (name: string, ...imports: string[]): GoPackage => ({
      ImportPath: `example.com/app/${name}`,
      Dir: `/w/app/${name}`,
      DepOnly: name !== 'cmd/api',
      Module: main,
      Imports: imports.map((path) => `example.com/app/${path}`),
    });
    const all = [one('c', 'a'), one('b', 'c'), one('a', 'c', 'b', 'cmd/api'), one('cmd/api', 'a')];
    const importedBy = (name: string) => judged(`/w/app/${name}/x.go`, { packages: all })?.importedBy;
    expect(['a', 'b', 'c', 'cmd/api'].map(importedBy)).toEqual([
      ['cmd/api'],
      ['a', 'cmd/api'],
      ['a', 'cmd/api'],
      [],
    ]);
  });

  it('holds packages of which go names no module', () => {
    const one = { ImportPath: 'app/store', Dir: '/w/gopath/store', DepOnly: true };
    expect(judged('/w/gopath/store/x.go', { packages: [one] })).toMatchObject({ importedBy: [] });
  });

  it('holds what a generator reads', () => {
    expect(judged('/w/docs/x.go', { generatorDirectories: ['/w/docs'] })).toMatchObject({
      importedBy: ['swagger'],
    });
  });

  it('holds these single files and patterns, and no others', () => {
    const { files, patterns } = set();
    expect([...files.keys()].sort()).toEqual([
      '/w/app/cmd/api/default.pgo',
      '/w/app/go.mod',
      '/w/app/go.sum',
      '/w/app/go.work',
      '/w/app/go.work.sum',
      '/w/app/vendor/modules.txt',
      '/w/go.work',
      '/w/go.work.sum',
      '/w/lib/go.mod',
      '/w/lib/go.sum',
      '/w/lib/vendor/modules.txt',
      '/w/vendor/modules.txt',
    ]);
    for (const file of files.values()) expect(file).toEqual({ action: 'rebuild', importedBy: [] });
    const users = '/w/app/internal/users';
    expect(patterns.map(({ base }) => base)).toEqual([`${users}/templates`, `${users}/static`]);
  });

  it('looks for a go.work up to the root of the disk where go runs outside of the workspace', () => {
    const plan = makeTestPlan({ go: { cwd: '/elsewhere/deep' } });
    expect(judged('/elsewhere/go.work', { plan })).toBeDefined();
    expect(judged('/go.work', { plan })).toBeDefined();
  });

  it('holds a workspace and a project in folders named vendor', () => {
    const Dir = '/home/vendor/w/services/vendor/internal/store';
    const one = {
      ImportPath: 'example.com/app/store',
      Dir,
      DepOnly: true,
      Module: { ...main, Dir: '/home/vendor' },
    };
    expect(judged(`${Dir}/store.go`, { packages: [one] })).toMatchObject({ action: 'rebuild' });
  });

  it('looks at each package a few times, however many there are', () => {
    let looks = 0;
    const many = Array.from({ length: 1000 }, (_, at): GoPackage => ({
      get ImportPath() {
        looks++;
        return `example.com/app/p${at}`;
      },
      Dir: `/w/app/p${at}`,
      DepOnly: at < 999,
      Module: main,
      Imports: at < 999 ? [] : Array.from({ length: 999 }, (__, to) => `example.com/app/p${to}`),
    }));
    set({ packages: many });
    expect(looks).toBeLessThan(20_000);
  });

  it('holds the go.work that is in force whatever its name, with its sums', () => {
    const plan = makeTestPlan({ go: { workFile: '/elsewhere/dev.work' } });
    for (const path of [
      '/elsewhere/dev.work',
      '/elsewhere/dev.work.sum',
      '/w/app/go.work',
      '/elsewhere/vendor/modules.txt',
    ])
      expect(judged(path, { plan })).toMatchObject({ action: 'rebuild' });
  });

  it('holds what an overlay puts in the place of other files', () => {
    const overlay = parseOverlay('{"Replace":{"store.go":"patched/store.go.txt","gone.go":""}}', '/w/app');
    expect(judged('/w/app/patched/store.go.txt', { overlay })).toMatchObject({ action: 'rebuild' });
    expect([...set({ overlay }).overlaid]).toEqual(['/w/app']);
  });

  it('holds the files that go says are embedded, whatever their names', () => {
    const embedded = packages.map((one) =>
      one.EmbedPatterns ? { ...one, EmbedFiles: ['static/.well-known/[x].txt'] } : one,
    );
    expect(judged('/w/app/internal/users/static/.well-known/[x].txt', { packages: embedded })).toMatchObject({
      importedBy: ['internal/users', 'cmd/api'],
    });
  });

  it('waits for an import that is missing, where it would appear', () => {
    expect([...set().awaited]).toEqual(['/w/app/internal/missing']);
    expect(judged('/w/app/internal/missing/new.go')).toMatchObject({ action: 'rebuild', importedBy: [] });
  });

  it('waits for no package that is there with a mistake, nor for one that nothing is said of', () => {
    const broken = { ImportPath: 'example.com/app/broken', Dir: '/w/app/broken', Error: { Err: 'no Go' } };
    expect([...set({ packages: [broken, { ImportPath: 'example.com/app/odd' }] }).awaited]).toEqual([]);
  });

  it('takes the longest module path that fits a missing import', () => {
    const nested = [...modules, { path: 'example.com/app/internal', directory: '/w/elsewhere' }];
    expect([...set({ modules: nested }).awaited]).toEqual(['/w/elsewhere/missing']);
  });

  it('knows main’s directory even when go can say nothing', () => {
    expect(judged('/w/app/cmd/api/main.go', { packages: [] })).toMatchObject({ action: 'rebuild' });
  });

  it('holds go.mod and go.sum of every local module, and a go.work that could appear', () => {
    for (const path of [
      '/w/app/go.mod',
      '/w/lib/go.sum',
      '/w/go.work',
      '/w/app/go.work',
      '/w/app/vendor/modules.txt',
    ]) {
      expect(judged(path)).toMatchObject({ action: 'rebuild' });
    }
  });

  it('restarts only for env files', () => {
    const plan = makeTestPlan({ program: { envFiles: ['/w/app/.env'] } });
    expect(judged('/w/app/.env', { plan })).toMatchObject({ action: 'restart' });
  });

  it('takes only the named file where a file is built alone', () => {
    const plan = makeTestPlan({
      target: { kind: 'file', directory: '/w/app/tools', file: '/w/app/tools/gen.go' },
    });
    expect(judged('/w/app/tools/gen.go', { plan })).toBeDefined();
    expect(judged('/w/app/tools/other.go', { plan })).toBeUndefined();
  });
});

describe(judge.name, () => {
  it('takes Go, C and assembly sources of the program’s packages', () => {
    for (const name of ['new.go', 'x.c', 'x.h', 'x_amd64.s', 'x.syso']) {
      expect(judged(`/w/app/internal/store/${name}`)).toMatchObject({ action: 'rebuild' });
    }
  });

  it('passes over tests, hidden files, other files and other packages', () => {
    for (const path of [
      '/w/app/internal/store/store_test.go',
      '/w/app/internal/store/.#store.go',
      '/w/app/internal/store/_draft.go',
      '/w/app/internal/store/README.md',
      '/w/app/internal/store/store.go.tmp',
      '/w/app/internal/unused/x.go',
      '/w/app/internal/store/testdata/x.go',
      '/w/web/src/main.ts',
    ]) {
      expect(judged(path)).toBeUndefined();
    }
  });

  it('takes embedded files, and those that would be embedded', () => {
    const users = '/w/app/internal/users';
    expect(judged(`${users}/templates/deep/new.html`)).toMatchObject({
      importedBy: ['internal/users', 'cmd/api'],
    });
    expect(judged(`${users}/static/a.css`)).toBeDefined();
    expect(judged(`${users}/static/_a.css`)).toBeDefined();
    expect(judged(`${users}/templates/.hidden`)).toBeUndefined();
    expect(judged(`${users}/static/a.js`)).toBeUndefined();
  });

  it('takes what a generator alone reads', () => {
    const generator = { concerns: (path: string) => path === '/w/docs/api.md' };
    expect(judge('/w/docs/api.md', 'removed', set(), [], generator)).toEqual({
      path: '/w/docs/api.md',
      kind: 'removed',
      action: 'generate',
      importedBy: ['swagger'],
    });
    expect(judge('/w/docs/other.md', 'written', set(), [], generator)).toBeUndefined();
  });

  it('takes included files with their action, and leaves out ignored ones', () => {
    const include = [
      { glob: { base: '/w/app/config', pattern: '**/*.yaml' }, action: 'restart' as const },
      { glob: { base: '/w/app/schema', pattern: '*.sql' }, action: 'rebuild' as const },
    ];
    const plan = makeTestPlan({ watch: { include } });
    expect(judged('/w/app/config/a/b.yaml', { plan })).toMatchObject({ action: 'restart' });
    expect(judged('/w/app/config/b.yaml', { plan })).toMatchObject({ action: 'restart' });
    expect(judged('/w/app/schema/x.sql', { plan })).toMatchObject({ action: 'rebuild' });
    expect(judged('/w/app/schema/deep/x.sql', { plan })).toBeUndefined();
    expect(
      judged('/w/app/internal/store/mock.go', {}, [{ base: '/w/app', pattern: '**/mock.go' }]),
    ).toBeUndefined();
  });
});
