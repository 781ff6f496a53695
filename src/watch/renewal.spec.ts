import { readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { GoPackage } from '../golang/go-list.ts';
import { createFiles } from '../files/testing/temporary-files.ts';
import { makeTestPlan } from '../testing/plan.ts';
import type { GeneratedSources, Listing } from './following.ts';
import { firstListing, renewListing } from './renewal.ts';
import { here } from '../files/testing/linux-paths.ts';

const Module = { Path: 'example.com/app', Main: true, Dir: here('/w/app') };
const api: GoPackage = { ImportPath: 'example.com/app/cmd/api', Dir: here('/w/app/cmd/api'), Module };
const store: GoPackage = {
  ImportPath: 'example.com/app/store',
  Dir: here('/w/app/store'),
  DepOnly: true,
  Module,
  EmbedPatterns: ['static'],
};
const plan = makeTestPlan();

const GENERATED_NOTHING: GeneratedSources = {
  directories: () => Promise.resolve([]),
  isOwnOutput: () => Promise.resolve(false),
  concerns: () => false,
  patterns: () => [],
};

/** Renews by what go prints, with the files of this machine. */
const renew = (packages: readonly GoPackage[], { last = firstListing(plan), of = plan } = {}) => {
  const stdout = packages.map((one) => JSON.stringify(one, null, '\t')).join('\n');
  const ended = Promise.resolve({ exit: { kind: 'code', code: 0 } as const, stdout, stderr: '' });
  return renewListing(
    of,
    last,
    GENERATED_NOTHING,
    {
      startChild: () => ({ pid: 1, ended, kill: () => undefined }),
      readText: (path) => (path.startsWith(here('/w') + sep) ? undefined : readFileSync(path, 'utf8')),
      directories: {
        isDirectory: () => true,
        list: () => [],
        listFiles: (directory) => (basename(directory) === 'nested' ? [join(directory, 'go.mod')] : []),
      },
    },
    new AbortController().signal,
  );
};
const single = ({ set }: Listing) => [...set.files.keys()];

describe(firstListing.name, () => {
  it('knows main’s own directory alone, and that go has said nothing yet', () => {
    const first = firstListing(plan);
    expect(first).toMatchObject({ packages: [], current: false });
    expect([...first.set.packages.keys()]).toEqual([here('/w/app/cmd/api')]);
    expect(single(first).filter((path) => !path.startsWith(here('/w') + sep))).toEqual([]);
  });
});

describe(renewListing.name, () => {
  it('keeps what vanishes behind a package with an error, as a dependency, and else what go says alone', async () => {
    const broken = { ...api, Error: { Err: 'expected declaration' } };
    const last = await renew([store, { ...api, ImportPath: 'example.com/app/old' }]);
    const kept = await renew([store, broken], { last });
    expect(kept.packages).toEqual([
      { ...api, ImportPath: 'example.com/app/old', DepOnly: true },
      store,
      broken,
    ]);
    expect((await renew([api], { last })).packages).toEqual([api]);
  });

  it('holds files of the workspace alone where go names no module', async () => {
    const listing = await renew([{ ImportPath: 'api', Dir: here('/w/app/cmd/api') }]);
    expect(single(listing).filter((path) => !path.startsWith(here('/w') + sep))).toEqual([]);
  });

  it('takes a nested module for none of what is embedded', async () => {
    const [pattern] = (await renew([store, api])).set.patterns;
    expect(pattern?.matches(here('/w/app/store/static/a.css'))).toBe(true);
    expect(pattern?.matches(here('/w/app/store/static/nested/a.css'))).toBe(false);
  });

  it('finds a go.work that came later, unless another is in force or none may be', async () => {
    using files = createFiles({
      'go.work': 'use ./lib\n',
      'dev.work': 'use ./tools\n',
      'lib/go.mod': 'module example.com/lib\n',
      'tools/go.mod': 'module example.com/tools\n',
      'app/go.mod': 'module example.com/app\n',
    });
    const holds = async (go: object) => {
      const of = makeTestPlan({ go: { cwd: files.path('app'), ...go } });
      const listing = await renew([{ ...api, Module: { Path: 'example.com/app' } }], { of });
      return ['app', 'lib', 'tools'].filter((name) => single(listing).includes(files.path(`${name}/go.mod`)));
    };
    expect(await holds({})).toEqual(['app', 'lib']);
    expect(await holds({ env: { GOWORK: 'off' } })).toEqual(['app']);
    expect(await holds({ workFile: files.path('dev.work') })).toEqual(['app', 'tools']);
  });
});
