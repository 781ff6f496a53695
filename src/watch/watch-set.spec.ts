import { join } from 'node:path';
import type { FileGlob } from '../files/file-glob.ts';
import type { GoPackage } from '../golang/go-list.ts';
import { parseOverlay } from '../golang/overlay.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { judge } from './following.ts';
import { makeWatchSet, type WatchSetInput } from './watch-set.ts';
import { here } from '../files/testing/linux-paths.ts';

const main = { Path: 'example.com/app', Main: true, Dir: here('/w/app') };
const library = { Path: 'example.com/lib', Main: true, Dir: here('/w/lib') };
const packages: readonly GoPackage[] = [
  { ImportPath: 'fmt', Dir: here('/go/src/fmt'), Standard: true, DepOnly: true },
  {
    ImportPath: 'github.com/gin/gin',
    Dir: here('/mod/gin@v1'),
    DepOnly: true,
    Module: { Path: 'github.com/gin/gin', Dir: here('/mod/gin@v1') },
  },
  { ImportPath: 'example.com/lib', Dir: here('/w/lib'), DepOnly: true, Module: library },
  {
    ImportPath: 'example.com/fork',
    Dir: here('/w/fork'),
    DepOnly: true,
    Module: {
      Path: 'example.com/fork',
      Dir: here('/w/fork'),
      Replace: { Path: '../fork', Dir: here('/w/fork') },
    },
  },
  {
    ImportPath: 'example.com/pinned',
    Dir: here('/mod/pinned@v2'),
    DepOnly: true,
    Module: {
      Path: 'example.com/pinned',
      Dir: here('/mod/pinned@v2'),
      Replace: { Path: 'example.com/other', Version: 'v2', Dir: here('/mod/pinned@v2') },
    },
  },
  {
    ImportPath: 'example.com/v',
    Dir: here('/w/app/vendor/example.com/v'),
    DepOnly: true,
    Module: { Path: 'example.com/v' },
  },
  {
    ImportPath: 'example.com/app/internal/store',
    Dir: here('/w/app/internal/store'),
    DepOnly: true,
    Module: main,
    Imports: ['fmt', 'example.com/lib'],
  },
  {
    ImportPath: 'example.com/app/internal/users',
    Dir: here('/w/app/internal/users'),
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
    Dir: here('/w/app/cmd/api'),
    Module: main,
    Imports: ['C', 'example.com/app/internal/users', 'example.com/fork', 'example.com/app/internal/missing'],
  },
];
const modules = [
  { path: 'example.com/app', directory: here('/w/app') },
  { path: 'example.com/lib', directory: here('/w/lib') },
];
const set = (input: Partial<WatchSetInput> = {}) =>
  makeWatchSet({ plan: makeTestPlan(), packages, modules, generatorDirectories: [], ...input });
const judged = (path: string, input: Partial<WatchSetInput> = {}, ignore: readonly FileGlob[] = []) =>
  judge(path, 'written', set(input), ignore);

describe(makeWatchSet.name, () => {
  it('holds the packages of local modules and those of go’s vendor folder, and no standard or cached ones', () => {
    expect([...set().packages.keys()].sort()).toEqual([
      here('/w/app/cmd/api'),
      here('/w/app/internal/store'),
      here('/w/app/internal/users'),
      here('/w/app/vendor/example.com/v'),
      here('/w/fork'),
      here('/w/lib'),
    ]);
  });

  it('tells the shortest way from a package up to main', () => {
    expect(judged(here('/w/app/internal/store/store.go'))?.importedBy).toEqual(['internal/users', 'cmd/api']);
    expect(judged(here('/w/app/cmd/api/main.go'))?.importedBy).toEqual([]);
  });

  it('tells the shortest way also where packages import each other, which go reports as an error', () => {
    const one = (name: string, ...imports: string[]): GoPackage => ({
      ImportPath: `example.com/app/${name}`,
      Dir: here(`/w/app/${name}`),
      DepOnly: name !== 'cmd/api',
      Module: main,
      Imports: imports.map((path) => `example.com/app/${path}`),
    });
    const all = [one('c', 'a'), one('b', 'c'), one('a', 'c', 'b', 'cmd/api'), one('cmd/api', 'a')];
    const importedBy = (name: string) => judged(here(`/w/app/${name}/x.go`), { packages: all })?.importedBy;
    expect(['a', 'b', 'c', 'cmd/api'].map(importedBy)).toEqual([
      ['cmd/api'],
      ['a', 'cmd/api'],
      ['a', 'cmd/api'],
      [],
    ]);
  });

  it('holds packages of which go names no module', () => {
    const one = { ImportPath: 'app/store', Dir: here('/w/gopath/store'), DepOnly: true };
    expect(judged(here('/w/gopath/store/x.go'), { packages: [one] })).toMatchObject({ importedBy: [] });
  });

  it('holds what a generator reads', () => {
    expect(judged(here('/w/docs/x.go'), { generatorDirectories: [here('/w/docs')] })).toMatchObject({
      importedBy: ['swagger'],
    });
  });

  it('holds these single files and patterns, and no others', () => {
    const { files, patterns } = set();
    expect([...files.keys()].sort()).toEqual([
      here('/w/app/cmd/api/default.pgo'),
      here('/w/app/go.mod'),
      here('/w/app/go.sum'),
      here('/w/app/go.work'),
      here('/w/app/go.work.sum'),
      here('/w/app/vendor/modules.txt'),
      here('/w/go.work'),
      here('/w/go.work.sum'),
      here('/w/lib/go.mod'),
      here('/w/lib/go.sum'),
      here('/w/lib/vendor/modules.txt'),
      here('/w/vendor/modules.txt'),
    ]);
    for (const file of files.values()) expect(file).toEqual({ action: 'rebuild', importedBy: [] });
    const users = here('/w/app/internal/users');
    expect(patterns.map(({ base }) => base)).toEqual([`${users}/templates`, `${users}/static`]);
  });

  it('looks for a go.work up to the root of the disk where go runs outside of the workspace', () => {
    const plan = makeTestPlan({ go: { cwd: here('/elsewhere/deep') } });
    expect(judged(here('/elsewhere/go.work'), { plan })).toBeDefined();
    expect(judged(here('/go.work'), { plan })).toBeDefined();
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
      Dir: here(`/w/app/p${at}`),
      DepOnly: at < 999,
      Module: main,
      Imports: at < 999 ? [] : Array.from({ length: 999 }, (__, to) => `example.com/app/p${to}`),
    }));
    set({ packages: many });
    expect(looks).toBeLessThan(20_000);
  });

  it('holds the go.work that is in force whatever its name, with its sums', () => {
    const plan = makeTestPlan({ go: { workFile: here('/elsewhere/dev.work') } });
    for (const path of [
      here('/elsewhere/dev.work'),
      here('/elsewhere/dev.work.sum'),
      here('/w/app/go.work'),
      here('/elsewhere/vendor/modules.txt'),
    ])
      expect(judged(path, { plan })).toMatchObject({ action: 'rebuild' });
  });

  it('holds what an overlay puts in the place of other files', () => {
    const overlay = parseOverlay(
      '{"Replace":{"store.go":"patched/store.go.txt","gone.go":""}}',
      here('/w/app'),
    );
    expect(judged(here('/w/app/patched/store.go.txt'), { overlay })).toMatchObject({ action: 'rebuild' });
    expect([...set({ overlay }).overlaid]).toEqual([here('/w/app')]);
  });

  it('holds the files that go says are embedded, whatever their names', () => {
    const embedded = packages.map((one) =>
      one.EmbedPatterns ? { ...one, EmbedFiles: ['static/.well-known/[x].txt'] } : one,
    );
    expect(
      judged(here('/w/app/internal/users/static/.well-known/[x].txt'), { packages: embedded }),
    ).toMatchObject({
      importedBy: ['internal/users', 'cmd/api'],
    });
  });

  it('waits for an import that is missing, where it would appear', () => {
    expect([...set().awaited]).toEqual([here('/w/app/internal/missing')]);
    expect(judged(here('/w/app/internal/missing/new.go'))).toMatchObject({
      action: 'rebuild',
      importedBy: [],
    });
  });

  it('waits for no package that is there with a mistake, nor for one that nothing is said of', () => {
    const broken = {
      ImportPath: 'example.com/app/broken',
      Dir: here('/w/app/broken'),
      Error: { Err: 'no Go' },
    };
    expect([...set({ packages: [broken, { ImportPath: 'example.com/app/odd' }] }).awaited]).toEqual([]);
  });

  it('takes the longest module path that fits a missing import', () => {
    const nested = [...modules, { path: 'example.com/app/internal', directory: here('/w/elsewhere') }];
    expect([...set({ modules: nested }).awaited]).toEqual([here('/w/elsewhere/missing')]);
  });

  it('knows main’s directory even when go can say nothing', () => {
    expect(judged(here('/w/app/cmd/api/main.go'), { packages: [] })).toMatchObject({ action: 'rebuild' });
  });

  it('holds go.mod and go.sum of every local module, and a go.work that could appear', () => {
    for (const path of [
      here('/w/app/go.mod'),
      here('/w/lib/go.sum'),
      here('/w/go.work'),
      here('/w/app/go.work'),
      here('/w/app/vendor/modules.txt'),
    ]) {
      expect(judged(path)).toMatchObject({ action: 'rebuild' });
    }
  });

  it('restarts only for env files', () => {
    const plan = makeTestPlan({ program: { envFiles: [here('/w/app/.env')] } });
    expect(judged(here('/w/app/.env'), { plan })).toMatchObject({ action: 'restart' });
  });

  it('takes only the named file where a file is built alone', () => {
    const plan = makeTestPlan({
      target: { kind: 'file', directory: here('/w/app/tools'), file: here('/w/app/tools/gen.go') },
    });
    expect(judged(here('/w/app/tools/gen.go'), { plan })).toBeDefined();
    expect(judged(here('/w/app/tools/other.go'), { plan })).toBeUndefined();
  });
});

describe(judge.name, () => {
  it('takes Go, C and assembly sources of the program’s packages', () => {
    for (const name of ['new.go', 'x.c', 'x.h', 'x_amd64.s', 'x.syso']) {
      expect(judged(here(`/w/app/internal/store/${name}`))).toMatchObject({ action: 'rebuild' });
    }
  });

  it('passes over tests, hidden files, other files and other packages', () => {
    for (const path of [
      here('/w/app/internal/store/store_test.go'),
      here('/w/app/internal/store/.#store.go'),
      here('/w/app/internal/store/_draft.go'),
      here('/w/app/internal/store/README.md'),
      here('/w/app/internal/store/store.go.tmp'),
      here('/w/app/internal/unused/x.go'),
      here('/w/app/internal/store/testdata/x.go'),
      here('/w/web/src/main.ts'),
    ]) {
      expect(judged(path)).toBeUndefined();
    }
  });

  it('takes embedded files, and those that would be embedded', () => {
    const users = here('/w/app/internal/users');
    expect(judged(join(users, 'templates/deep/new.html'))).toMatchObject({
      importedBy: ['internal/users', 'cmd/api'],
    });
    expect(judged(join(users, 'static/a.css'))).toBeDefined();
    expect(judged(join(users, 'static/_a.css'))).toBeDefined();
    expect(judged(join(users, 'templates/.hidden'))).toBeUndefined();
    expect(judged(join(users, 'static/a.js'))).toBeUndefined();
  });

  it('takes what a generator alone reads', () => {
    const generator = { concerns: (path: string) => path === here('/w/docs/api.md') };
    expect(judge(here('/w/docs/api.md'), 'removed', set(), [], generator)).toEqual({
      path: here('/w/docs/api.md'),
      kind: 'removed',
      action: 'generate',
      importedBy: ['swagger'],
    });
    expect(judge(here('/w/docs/other.md'), 'written', set(), [], generator)).toBeUndefined();
  });

  it('takes included files with their action, and leaves out ignored ones', () => {
    const include = [
      { glob: { base: here('/w/app/config'), pattern: '**/*.yaml' }, action: 'restart' as const },
      { glob: { base: here('/w/app/schema'), pattern: '*.sql' }, action: 'rebuild' as const },
    ];
    const plan = makeTestPlan({ watch: { include } });
    expect(judged(here('/w/app/config/a/b.yaml'), { plan })).toMatchObject({ action: 'restart' });
    expect(judged(here('/w/app/config/b.yaml'), { plan })).toMatchObject({ action: 'restart' });
    expect(judged(here('/w/app/schema/x.sql'), { plan })).toMatchObject({ action: 'rebuild' });
    expect(judged(here('/w/app/schema/deep/x.sql'), { plan })).toBeUndefined();
    expect(
      judged(here('/w/app/internal/store/mock.go'), {}, [{ base: here('/w/app'), pattern: '**/mock.go' }]),
    ).toBeUndefined();
  });
});
