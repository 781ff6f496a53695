import { dirname, sep } from 'node:path';
import { Subject } from 'rxjs';
import type { Plan } from '../plan/plan.ts';
import type { Change, RunEvent } from '../events/run-event.ts';
import type { Ended } from '../process/child.ts';
import { thisSystem } from '../process/system.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { createContentMemory } from './content.ts';
import type { FileEvent } from './file-events.ts';
import type { GoPackage } from '../golang/go-list.ts';
import type { GeneratedSources } from './following.ts';
import { watchSources } from './source-watch.ts';
import { here, spellAsLinux } from '../files/testing/linux-paths.ts';

const module = { Path: 'example.com/app', Main: true, Dir: here('/w/app') };
const apiPackage: GoPackage = {
  ImportPath: 'example.com/app/cmd/api',
  Dir: here('/w/app/cmd/api'),
  Module: module,
};
const storePackage: GoPackage = {
  ImportPath: 'example.com/app/store',
  Dir: here('/w/app/store'),
  DepOnly: true,
  Module: module,
};
const api = (...imports: string[]): GoPackage => ({ ...apiPackage, Imports: imports });

interface File {
  readonly text: string;
  readonly ctimeMs: number;
}

/** A watch over files, times, events and go's answers that are the test's. */
function makeRig({ plan = makeTestPlan(), generated = null as GeneratedSources | null } = {}) {
  const files = new Map<string, File>();
  const events$ = new Subject<FileEvent>();
  const pending: ((packages: readonly GoPackage[] | null) => void)[] = [];
  const rig = { time: 1000, watched: new Set<string>(), polling: false, killed: 0, whileWatching: () => {} };
  const inside = (directory: string) => [...files.keys()].filter((path) => path.startsWith(directory + sep));
  let setBy = 0;

  const watch = watchSources(plan, generated, {
    startChild: () => {
      const ended = Promise.withResolvers<Ended>();
      const stdout = (packages: readonly GoPackage[]) =>
        packages.map((one) => JSON.stringify(one, null, '\t')).join('\n');
      pending.push((packages) =>
        ended.resolve({
          exit: { kind: 'code', code: packages ? 0 : 1 },
          stdout: packages ? stdout(packages) : '',
          stderr: '',
        }),
      );
      return { pid: 1, ended: ended.promise, kill: () => rig.killed++ };
    },
    fileEvents: {
      events$,
      watch(directories) {
        const added = [...directories].filter((one) => !rig.watched.has(one));
        rig.watched = new Set(directories);
        rig.whileWatching();
        return Promise.resolve(added);
      },
      startOver: () => (rig.watched = new Set()),
      poll: () => {
        rig.polling = true;
        rig.watched = new Set();
      },
      get polling() {
        return rig.polling;
      },
      close: () => Promise.resolve(events$.complete()),
    },
    content: createContentMemory({
      status: (path) => {
        const file = files.get(path);
        return file && { size: file.text.length, ctimeMs: file.ctimeMs };
      },
      read: (path) => {
        const file = files.get(path);
        return file && Buffer.from(file.text);
      },
    }),
    directories: {
      isDirectory: (path) => path === here('/') || inside(path).length > 0,
      list: () => [],
      listFiles: (path) => inside(path).filter((file) => dirname(file) === path),
    },
    readText: (path) => files.get(path)?.text,
    now: () => rig.time,
    fileTime: () => rig.time,
    steady: () => rig.time - setBy,
  });
  const changes: Change[] = [];
  const reports: RunEvent[] = [];
  watch.changes$.subscribe((change) => changes.push(change));
  watch.events$.subscribe((event) => reports.push(event));

  const settle = async () => {
    for (let at = 0; at < 60; at++) await Promise.resolve();
  };
  /** Sets the time of day; no time passes. */
  const setClock = (by: number) => {
    rig.time += by;
    setBy += by;
  };
  const write = (path: string, text: string) => files.set(path, { text, ctimeMs: rig.time });
  // These were there long before the run.
  files.set(here('/w/app/go.mod'), { text: 'module example.com/app\n', ctimeMs: 0 });
  files.set(here('/w/app/cmd/api/main.go'), { text: 'package main\n', ctimeMs: 0 });
  return Object.assign(rig, {
    watch,
    files,
    changes,
    reports,
    settle,
    write,
    setClock,
    paths: () => changes.map(({ path }) => path),
    listings: () => pending.length,
    /** Answers the last question, or an earlier one, counted from the end. */
    async list(packages: readonly GoPackage[] | null, at = -1) {
      pending.at(at)!(packages);
      await settle();
    },
    async tell(event: FileEvent) {
      events$.next(event);
      await settle();
    },
    async save(path: string, text: string, kind: 'written' | 'added' | 'removed' = 'written') {
      rig.time += 100;
      if (kind === 'removed') files.delete(path);
      else write(path, text);
      events$.next({ type: 'file', path, kind });
      await settle();
    },
    async build(how: 'good' | 'failed' | 'aborted' = 'good') {
      rig.time += 1000;
      watch.buildStarts();
      rig.time += 1000;
      watch.buildEnded(how);
      await settle();
    },
  });
}
type Rig = ReturnType<typeof makeRig>;
/** At rest: listed, built well, everything learned. */
async function atRest(
  packages = [api()],
  options: { plan?: Plan; generated?: GeneratedSources } = {},
): Promise<Rig> {
  const rig = makeRig(options);
  await rig.list(packages);
  await rig.build();
  return rig;
}

describe(watchSources.name, () => {
  it('asks go beside the first build, and watches what it says', async () => {
    const rig = makeRig();
    expect(rig.listings()).toBe(1);
    expect(rig.watch.countPackages()).toBeUndefined();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([
      { ImportPath: 'unsafe', Standard: true, DepOnly: true },
      storePackage,
      api('example.com/app/store'),
    ]);
    expect(rig.watch.countPackages()).toBe(2);
    expect([...rig.watched]).toEqual(
      expect.arrayContaining([here('/w/app/cmd/api'), here('/w/app/store'), here('/w/app')]),
    );
    expect(rig.reports).toEqual([{ type: 'watching', directories: rig.watched.size, polling: false }]);
  });

  it('finds what was saved between the start of the first build and the beginning of the watch', async () => {
    const rig = makeRig();
    rig.files.set(here('/w/app/cmd/api/old.go'), { text: 'package main\n', ctimeMs: 0 });
    rig.time += 500;
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // edited\n');
    await rig.list([api()]);
    expect(rig.paths()).toContain(here('/w/app/cmd/api/main.go'));
    expect(rig.paths()).not.toContain(here('/w/app/cmd/api/old.go'));
  });

  it('says once which globs of include name no file', async () => {
    const include = ['misspelt', 'config'].map((name) => ({
      glob: { base: here(`/w/app/${name}`), pattern: '**' },
      action: 'rebuild' as const,
    }));
    const rig = makeRig({ plan: makeTestPlan({ watch: { include } }) });
    rig.files.set(here('/w/app/config/.a'), { text: 'a', ctimeMs: 0 });
    await rig.list([api()]);
    await rig.build('failed');
    await rig.list([api()]);
    const warnings = rig.reports.filter(({ type }) => type === 'warning');
    expect(warnings).toEqual([
      {
        type: 'warning',
        problem: {
          message: 'include: there is no file app/misspelt/**',
          hint: "It is looked up from the project's root, then from the workspace's. One that comes later counts.",
        },
      },
    ]);
  });

  it('finds that an embedded file was edited without an event', async () => {
    const rig = makeRig();
    rig.files.set(here('/w/app/cmd/api/static/.a'), { text: 'a', ctimeMs: 0 });
    const embedding = { ...api(), EmbedPatterns: ['static/*'], EmbedFiles: ['static/.a'] };
    await rig.list([embedding]);
    await rig.build();
    rig.watch.buildStarts();
    rig.time += 100;
    rig.write(here('/w/app/cmd/api/static/.a'), 'b');
    rig.watch.buildEnded('good');
    await rig.settle();
    expect(rig.paths()).toEqual([here('/w/app/cmd/api/static/.a')]);
  });

  it('does not miss a package that only an overlay provides', async () => {
    const rig = makeRig({ plan: makeTestPlan({ go: { overlay: here('/w/app/o.json') } }) });
    rig.files.set(here('/w/app/o.json'), {
      text: '{"Replace":{"store/store.go":"patched.txt"}}',
      ctimeMs: 0,
    });
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build();
    expect(rig.paths()).toEqual([]);
    await rig.save(here('/w/app/patched.txt'), 'package store\n');
    expect(rig.paths()).toEqual([here('/w/app/patched.txt')]);
  });

  it('finds it too when the clock was set back meanwhile', async () => {
    const rig = makeRig();
    rig.time += 500;
    rig.setClock(-3_600_000);
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // edited\n');
    await rig.list([api()]);
    expect(rig.paths()).toContain(here('/w/app/cmd/api/main.go'));
  });

  it('does not take for built what was saved after the clock was set back', async () => {
    const rig = await atRest();
    rig.watch.buildStarts();
    rig.setClock(-3_600_000);
    // No event tells of it: the system has dropped it.
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // edited\n');
    rig.changes.length = 0;
    rig.watch.buildEnded('good');
    await rig.settle();
    expect(rig.paths()).toContain(here('/w/app/cmd/api/main.go'));
  });

  it('finds that a file was removed between the start of the first build and the beginning of the watch', async () => {
    const rig = makeRig();
    rig.files.set(here('/w/app/cmd/api'), { text: 'as a directory', ctimeMs: 1500 });
    await rig.list([api()]);
    expect(rig.changes).toEqual([expect.objectContaining({ path: here('/w/app/cmd/api'), kind: 'removed' })]);
  });

  it('takes a new file that is no source for no removed one', async () => {
    const rig = makeRig();
    rig.files.set(here('/w/app/cmd/api'), { text: 'as a directory', ctimeMs: 1500 });
    rig.files.set(here('/w/app/cmd/api/data.db'), { text: 'of the generator', ctimeMs: 1500 });
    await rig.list([api()]);
    expect(rig.changes).toEqual([]);
  });

  it('finds that a folder above a package was moved there after the build began, though its files are old', async () => {
    const rig = await atRest();
    rig.files.set(here('/w/app/lib/store/store.go'), { text: 'package store\n', ctimeMs: 0 });
    rig.files.set(here('/w/app/lib/store/README'), { text: 'no source', ctimeMs: 0 });
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n\nimport _ "example.com/app/lib/store"\n');
    await rig.build();
    rig.changes.length = 0;
    rig.write(here('/w/app/lib'), 'as a directory');
    rig.write(here('/w/app'), 'as a directory');
    const store = { ...storePackage, Dir: here('/w/app/lib/store') };
    await rig.list([store, api('example.com/app/store')]);
    expect(rig.paths()).toEqual([here('/w/app/lib/store/store.go')]);
  });

  it('takes a folder in which something else was made for no moved one', async () => {
    const rig = await atRest();
    rig.files.set(here('/w/app/lib/store/store.go'), { text: 'package store\n', ctimeMs: 0 });
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n\nimport _ "example.com/app/lib/store"\n');
    await rig.build();
    rig.changes.length = 0;
    rig.write(here('/w/app/lib'), 'as a directory');
    await rig.list([{ ...storePackage, Dir: here('/w/app/lib/store') }, api('example.com/app/store')]);
    expect(rig.changes).toEqual([]);
  });

  it('passes on an edit, and drops a touch and an identical save', async () => {
    const rig = await atRest();
    rig.changes.length = 0;
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n');
    expect(rig.changes).toEqual([]);
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main // new\n');
    expect(rig.changes).toEqual([
      { path: here('/w/app/cmd/api/main.go'), kind: 'written', action: 'rebuild', importedBy: [] },
    ]);
  });

  it('trusts no equal content while a build runs: it may have read another state', async () => {
    const rig = await atRest();
    rig.watch.buildStarts();
    rig.changes.length = 0;
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n');
    expect(rig.changes).toHaveLength(1);
  });

  it('tells an edit once where it finds it before the system or the next look does', async () => {
    const rig = await atRest();
    rig.polling = true;
    rig.time += 1000;
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main // edited\n');
    await rig.tell({ type: 'file', path: here('/w/app/cmd/api/main.go'), kind: 'written' });
    expect(rig.changes).toHaveLength(1);
  });

  it('passes on an identical save after a failed build, so that saving again tries again', async () => {
    const rig = await atRest();
    await rig.build('failed');
    rig.changes.length = 0;
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n');
    expect(rig.changes).toHaveLength(1);
  });

  it('asks go again only where the edit could change the watch set', async () => {
    const rig = await atRest();
    const main = (imports: string, body: string) => `package main\n${imports}\nfunc main() {${body}}\n`;
    await rig.save(here('/w/app/cmd/api/main.go'), main('', ''));
    await rig.build();
    await rig.list([api()]);
    const listings = rig.listings();
    await rig.save(here('/w/app/cmd/api/main.go'), main('', 'println()'));
    await rig.build();
    expect(rig.listings()).toBe(listings);
    await rig.save(here('/w/app/cmd/api/main.go'), main('import _ "os"\n', 'println()'));
    await rig.build();
    expect(rig.listings()).toBe(listings + 1);
  });

  it('asks go again after a failed build, and ends the question that is still open', async () => {
    const rig = await atRest();
    await rig.build('failed');
    await rig.build('failed');
    expect(rig.listings()).toBe(3);
    expect(rig.killed).toBe(1);
  });

  it('keeps what it knew where go can say nothing', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build('failed');
    await rig.list(null);
    await rig.save(here('/w/app/store/store.go'), 'package store // edited\n');
    expect(rig.paths()).toContain(here('/w/app/store/store.go'));
  });

  it('keeps packages that vanish from go’s answer behind a file with errors', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build('failed');
    await rig.list([{ ...api(), Error: { Err: 'expected declaration' } }]);
    await rig.save(here('/w/app/store/store.go'), 'package store // edited\n');
    expect(rig.paths()).toContain(here('/w/app/store/store.go'));
  });

  it('waits for a missing package where it would appear', async () => {
    const rig = makeRig();
    const missing: GoPackage = {
      ImportPath: 'example.com/app/new/deep',
      DepOnly: true,
      Error: { Err: 'no package' },
    };
    await rig.list([missing, api('example.com/app/new/deep')]);
    await rig.build('failed');
    await rig.list([missing, api('example.com/app/new/deep')]);
    expect(rig.watched.has(here('/w/app'))).toBe(true);
    rig.changes.length = 0;
    rig.files.set(here('/w/app/new/deep/deep.go'), { text: 'package deep\n', ctimeMs: 0 });
    await rig.tell({ type: 'directory', path: here('/w/app/new'), kind: 'added' });
    expect(rig.watched.has(here('/w/app/new/deep'))).toBe(true);
    expect(rig.paths()).toEqual([here('/w/app/new/deep/deep.go')]);
  });

  it('finds a package that comes while the directory above it is only being watched', async () => {
    const late: GoPackage = {
      ImportPath: 'example.com/app/some/late',
      DepOnly: true,
      Error: { Err: 'none' },
    };
    const rig = await atRest([late, api('example.com/app/some/late')]);
    rig.changes.length = 0;
    rig.write(here('/w/app/some/README'), 'some');
    rig.whileWatching = () => rig.write(here('/w/app/some/late/late.go'), 'package late\n');
    await rig.tell({ type: 'directory', path: here('/w/app/some'), kind: 'added' });
    expect(rig.watched.has(here('/w/app/some/late'))).toBe(true);
    expect(rig.paths()).toEqual([here('/w/app/some/late/late.go')]);
  });

  it('counts the embedded files of a folder that was removed, and no others', async () => {
    const rig = await atRest([{ ...api(), EmbedPatterns: ['page'] }]);
    const files = [here('/w/app/cmd/api/page/old/a.html'), here('/w/app/cmd/api/notes/b.html')];
    await rig.tell({ type: 'directory', path: here('/w/app/cmd/api/page/old'), kind: 'removed', files });
    expect(rig.changes).toEqual([expect.objectContaining({ path: files[0], kind: 'removed' })]);
  });

  it('counts a folder that could be embedded and was removed before it was watched', async () => {
    const rig = await atRest([{ ...api(), EmbedPatterns: ['page'] }]);
    await rig.tell({ type: 'directory', path: here('/w/app/cmd/api/page/new'), kind: 'removed' });
    await rig.tell({ type: 'directory', path: here('/w/app/cmd/api/notes'), kind: 'removed' });
    expect(rig.paths()).toEqual([here('/w/app/cmd/api/page/new')]);
  });

  it('tells of each package below a directory that is removed or moved away', async () => {
    const rig = await atRest([storePackage, api('example.com/app/store')]);
    rig.changes.length = 0;
    await rig.tell({ type: 'directory', path: here('/w/app'), kind: 'removed' });
    // By the time it is told, another may be in its place.
    expect(rig.changes).toMatchObject([
      { path: here('/w/app/store'), kind: 'removed' },
      { path: here('/w/app/cmd/api'), kind: 'written' },
    ]);
  });

  it('tells of a package directory that is removed, and of its files when it comes back', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build();
    rig.changes.length = 0;
    rig.files.delete(here('/w/app/store/store.go'));
    await rig.tell({ type: 'directory', path: here('/w/app/store'), kind: 'removed' });
    expect(rig.changes).toEqual([expect.objectContaining({ path: here('/w/app/store'), kind: 'removed' })]);
    rig.files.set(here('/w/app/store/store.go'), { text: 'package store\n', ctimeMs: 0 });
    await rig.tell({ type: 'directory', path: here('/w/app/store'), kind: 'added' });
    expect(rig.paths().at(-1)).toBe(here('/w/app/store/store.go'));
  });

  it('finds after a good build what no event has told of', async () => {
    const rig = await atRest();
    rig.changes.length = 0;
    rig.watch.buildStarts();
    rig.time += 100;
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // silently\n');
    rig.watch.buildEnded('good');
    await rig.settle();
    expect(rig.paths()).toEqual([here('/w/app/cmd/api/main.go')]);
  });

  it('finds a package that was removed after the build had read it and before go was asked, and tells it once', async () => {
    const rig = await atRest();
    const late: GoPackage = {
      ImportPath: 'example.com/app/late',
      DepOnly: true,
      Error: { Err: 'no such package' },
    };
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n\nimport _ "example.com/app/late"\n');
    await rig.build();
    rig.changes.length = 0;
    await rig.list([late, api('example.com/app/late')]);
    expect(rig.changes).toEqual([
      { path: here('/w/app/late'), kind: 'removed', action: 'rebuild', importedBy: [] },
    ]);
    await rig.build();
    await rig.list([late, api('example.com/app/late')]);
    expect(rig.changes).toHaveLength(1);
  });

  it('takes a package that a generator wrote after go was asked for no removed one, and asks again', async () => {
    const rig = makeRig();
    const packed: GoPackage = {
      ImportPath: 'example.com/app/packed',
      DepOnly: true,
      Error: { Err: 'no such package' },
    };
    await rig.list([packed, api('example.com/app/packed')]);
    rig.write(here('/w/app/packed/data.go'), 'package packed\n');
    const listings = rig.listings();
    await rig.build();
    expect(rig.listings()).toBe(listings + 1);
    await rig.list([
      { ...storePackage, ImportPath: 'example.com/app/packed', Dir: here('/w/app/packed') },
      api('example.com/app/packed'),
    ]);
    expect(rig.changes).toEqual([]);
  });

  it('passes over what the generator itself has written', async () => {
    const generated: GeneratedSources = {
      directories: () => Promise.resolve([]),
      isOwnOutput: (path) => Promise.resolve(path.endsWith('generated.go')),
      concerns: () => false,
      patterns: () => [],
    };
    const rig = await atRest([api()], { generated });
    rig.changes.length = 0;
    await rig.save(here('/w/app/cmd/api/generated.go'), 'package main\n', 'added');
    expect(rig.changes).toEqual([]);
  });

  it('looks for itself after a flood of events, some of which the system may have dropped', async () => {
    const rig = await atRest();
    rig.time += 1000;
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // no event tells of this\n');
    await rig.tell({ type: 'flood', path: here('/w/app') });
    await rig.settle();
    expect(rig.paths()).toEqual([here('/w/app/cmd/api/main.go')]);
    expect(rig.watched).toContain(here('/w/app/cmd/api'));
  });

  it('goes over to polling where the system refuses to watch, says so once, and then drops nothing', async () => {
    const rig = await atRest();
    const refused: FileEvent = { type: 'refused', path: here('/w/app'), code: 'ENOSPC', message: 'no space' };
    await rig.tell(refused);
    await rig.tell(refused);
    expect(rig.polling).toBe(true);
    expect(rig.watched.has(here('/w/app/cmd/api'))).toBe(true);
    const warnings = rig.reports.filter(({ type }) => type === 'warning');
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).toContain(thisSystem.watchLimits.ENOSPC.what);
    expect(rig.changes).toEqual([]);
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n');
    expect(rig.changes).toHaveLength(1);
  });

  it('warns of a directory that it may not watch, and goes on watching the others', async () => {
    const rig = await atRest();
    await rig.tell({ type: 'refused', path: here('/w/app/secret'), code: 'EACCES', message: 'denied' });
    expect(rig.polling).toBe(false);
    expect(spellAsLinux(JSON.stringify(rig.reports))).toContain('/w/app/secret can');
  });

  it('tries again after a failed build where a file is only touched', async () => {
    const rig = await atRest();
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main // edited\n');
    await rig.build('failed');
    rig.changes.length = 0;
    await rig.tell({ type: 'file', path: here('/w/app/cmd/api/main.go'), kind: 'written' });
    expect(rig.paths()).toEqual([here('/w/app/cmd/api/main.go')]);
  });

  it('tells of a directory that is put in another’s place, and not of its old files', async () => {
    const rig = await atRest();
    rig.watched.delete(here('/w/app/cmd/api'));
    await rig.tell({ type: 'directory', path: here('/w/app/cmd/api'), kind: 'removed' });
    expect(rig.changes).toEqual([
      { path: here('/w/app/cmd/api'), kind: 'written', action: 'rebuild', importedBy: [] },
    ]);
  });

  it('passes over a package’s folder that a step has emptied, or removed with another, and tells of one beside it', async () => {
    const written = [here('/w/app/gen/pb'), here('/w/app/gen/pb/a.pb.go')];
    const generated: GeneratedSources = {
      directories: () => Promise.resolve([]),
      isOwnOutput: (path) => Promise.resolve(written.includes(path)),
      concerns: () => false,
      patterns: () => [],
    };
    const own = { ...storePackage, ImportPath: 'example.com/app/gen/pb', Dir: here('/w/app/gen/pb') };
    const byHand = { ...storePackage, ImportPath: 'example.com/app/gen/own', Dir: here('/w/app/gen/own') };
    const rig = makeRig({ generated });
    for (const name of ['pb/a.pb.go', 'own/own.go']) rig.write(here(`/w/app/gen/${name}`), 'package x\n');
    await rig.list([own, byHand, api(own.ImportPath, byHand.ImportPath)]);
    await rig.build();
    rig.changes.length = 0;
    const files = [here('/w/app/gen/pb/a.pb.go')];
    await rig.tell({ type: 'directory', path: here('/w/app/gen/pb'), kind: 'removed', files });
    expect(rig.paths()).toEqual([]);
    await rig.tell({ type: 'directory', path: here('/w/app/gen'), kind: 'removed', files });
    expect(rig.paths()).toEqual([here('/w/app/gen/own')]);
  });

  it('tells of a removed package instead of its sources, and of what else lay in it, and asks go again', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    const embedding = { ...storePackage, EmbedPatterns: ['page'] };
    await rig.list([embedding, api('example.com/app/store')]);
    await rig.build();
    rig.changes.length = 0;
    const listings = rig.listings();
    await rig.tell({ type: 'directory', path: here('/w/web'), kind: 'removed' });
    await rig.build();
    expect(rig.listings()).toBe(listings);
    rig.files.delete(here('/w/app/store/store.go'));
    const files = [here('/w/app/store/store.go')];
    const removed = { type: 'directory', path: here('/w/app/store'), kind: 'removed' } as const;
    await rig.tell({ ...removed, files });
    expect(rig.paths()).toEqual([here('/w/app/store')]);
    await rig.build();
    expect(rig.listings()).toBe(listings + 1);
    rig.changes.length = 0;
    await rig.tell({ ...removed, files: [...files, here('/w/app/store/page/a.html')] });
    expect(rig.paths()).toEqual([here('/w/app/store'), here('/w/app/store/page/a.html')]);
  });

  it('tells of a package directory that went without an event, once, and asks go again', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build();
    rig.changes.length = 0;
    rig.files.delete(here('/w/app/store/store.go'));
    await rig.build();
    expect(rig.changes).toMatchObject([{ path: here('/w/app/store'), kind: 'removed' }]);
    const listings = rig.listings();
    await rig.build();
    expect([rig.changes.length, rig.listings()]).toEqual([1, listings + 1]);
  });

  it('tells of the old files of a directory that comes back, though it is new itself', async () => {
    const rig = makeRig();
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')]);
    await rig.build();
    rig.files.delete(here('/w/app/store/store.go'));
    await rig.tell({ type: 'directory', path: here('/w/app/store'), kind: 'removed' });
    rig.watched.delete(here('/w/app/store'));
    rig.changes.length = 0;
    rig.time += 1000;
    rig.write(here('/w/app/store'), 'as a directory');
    rig.files.set(here('/w/app/store/store.go'), { text: 'package store\n', ctimeMs: 0 });
    await rig.tell({ type: 'directory', path: here('/w/app/store'), kind: 'added' });
    expect(rig.paths()).toEqual([here('/w/app/store/store.go')]);
  });

  /** A generator that has written all of these paths. */
  const writerOf = (...paths: string[]): GeneratedSources => ({
    directories: () => Promise.resolve([]),
    isOwnOutput: (path) => Promise.resolve(paths.includes(path)),
    concerns: () => false,
    patterns: () => [],
  });

  it.each([
    [here('/w/app'), 'is no package'],
    [here('/w/app/store'), 'a step has written to'],
  ])('takes %s, which %s, for no package with a file less', async (path) => {
    const rig = makeRig({ generated: writerOf(here('/w/app/store')) });
    rig.files.set(here('/w/app/store/store.go'), { text: 'package store\n', ctimeMs: 0 });
    rig.files.set(path, { text: 'as a directory', ctimeMs: 1500 });
    await rig.list([storePackage, api('example.com/app/store')]);
    expect(rig.paths()).toEqual([]);
  });

  it('passes over what the generator has written without an event', async () => {
    const generated: GeneratedSources = {
      directories: () => Promise.resolve([]),
      isOwnOutput: (path) => Promise.resolve(path.endsWith('generated.go')),
      concerns: () => false,
      patterns: () => [],
    };
    const rig = await atRest([api()], { generated });
    rig.watch.buildStarts();
    rig.time += 100;
    rig.write(here('/w/app/cmd/api/generated.go'), 'package main\n');
    rig.watch.buildEnded('good');
    await rig.settle();
    expect(rig.paths()).toEqual([]);
  });

  it('asks go again after what it found by itself, and not after an aborted build', async () => {
    const rig = await atRest();
    await rig.save(here('/w/app/cmd/api/main.go'), 'package main\n\nimport _ "os"\n');
    await rig.build('aborted');
    expect(rig.listings()).toBe(1);
    await rig.build();
    await rig.list([api()]);
    expect(rig.listings()).toBe(2);
    rig.watch.buildStarts();
    rig.time += 100;
    rig.write(here('/w/app/cmd/api/main.go'), 'package main // silently\n');
    rig.watch.buildEnded('good');
    await rig.settle();
    await rig.build();
    expect(rig.listings()).toBe(3);
  });

  it('asks go again after a good build where it could say nothing, and takes no answer that comes too late', async () => {
    const rig = await atRest();
    await rig.build('failed');
    await rig.list(null);
    await rig.build();
    expect(rig.listings()).toBe(3);
    await rig.build('failed');
    rig.write(here('/w/app/store/store.go'), 'package store\n');
    await rig.list([storePackage, api('example.com/app/store')], -2);
    await rig.save(here('/w/app/store/store.go'), 'package store // edited\n');
    expect(rig.paths()).not.toContain(here('/w/app/store/store.go'));
  });

  it('polls nothing where it must not, and says what that means', async () => {
    const rig = await atRest([api()], { plan: makeTestPlan({ watch: { poll: 'never' } }) });
    await rig.tell({ type: 'refused', path: here('/w/app'), code: 'ENOSPC', message: 'no space' });
    expect(rig.polling).toBe(false);
    expect(JSON.stringify(rig.reports)).toContain('edits are not seen');
    expect(rig.changes).toEqual([]);
  });

  it('names a glob of include from the workspace’s root as it is written', async () => {
    const include = [{ glob: { base: here('/w'), pattern: '*.none' }, action: 'rebuild' as const }];
    const rig = await atRest([api()], { plan: makeTestPlan({ watch: { include } }) });
    expect(rig.reports).toContainEqual(
      expect.objectContaining({
        problem: expect.objectContaining({ message: 'include: there is no file *.none' }),
      }),
    );
  });

  it('ends its streams when it is closed', async () => {
    const rig = await atRest();
    const ended: string[] = [];
    rig.watch.changes$.subscribe({ complete: () => ended.push('changes') });
    rig.watch.events$.subscribe({ complete: () => ended.push('events') });
    await rig.watch.close();
    await rig.settle();
    expect(ended).toEqual(['changes', 'events']);
  });

  it('takes a package of which go complains for no removed one while a source is there', async () => {
    const rig = makeRig();
    rig.files.set(here('/w/app/late/late.go'), { text: 'package late\n', ctimeMs: 0 });
    await rig.build();
    const late = { ImportPath: 'example.com/app/late', DepOnly: true, Error: { Err: 'too early' } };
    await rig.list([late, api('example.com/app/late')]);
    expect(rig.paths()).toEqual([]);
  });
});
