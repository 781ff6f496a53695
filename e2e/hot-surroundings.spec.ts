import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFiles, goEnvironment, type TemporaryFiles } from '../src/files/testing/temporary-files.ts';
import { createDriver, type Driver, type Place } from './hot/driver.ts';
import { makeFixture, type Sources } from './hot/fixture.ts';

// A cache of its own is filled anew.
jest.setTimeout(300_000);

const FAST = ['-buildvcs=false', '-ldflags=-s -w'];
const MAIN = 'app/cmd/api/main.go';
const TINY: Sources = new Map([
  ['app/go.mod', 'module example.com/app\n\ngo 1.24\n'],
  [MAIN, 'package main\n\nfunc main() { println("hello 0") }\n'],
]);

const describeGo = process.platform === 'linux' ? describe : describe.skip;

describeGo('a hot build', () => {
  let files: TemporaryFiles;
  beforeEach(() => (files = createFiles()));
  afterEach(() => files[Symbol.dispose]());

  /** A driver that is ready to build hot. */
  async function warm(
    { env = {}, ...place }: Partial<Place> = {},
    sources: Sources = makeFixture(false),
  ): Promise<Driver> {
    const all = { ...goEnvironment(), GOWORK: '', CGO_ENABLED: '0', ...env };
    const driver = createDriver({ root: files.root, flags: FAST, ...place, env: all }, new Map(sources));
    expect(await driver.build()).toMatchObject({ kind: 'built', via: { kind: 'go' } });
    expect(await driver.rest()).toEqual({ kind: 'prepared' });
    return driver;
  }
  const edit = (driver: Driver, path: string, from: string, to: string) => {
    const text = driver.sources.get(path) ?? '';
    expect(text).toContain(from);
    driver.sources.set(
      path,
      text.replace(from, () => to),
    );
  };
  /** Edits the literal in main, and gives who has built it; it must be what go builds. */
  const build = async (driver: Driver) => {
    edit(driver, MAIN, '"hello ', '"hello 1');
    const outcome = await driver.build();
    expect(await driver.isWhatGoBuilds()).toBe(true);
    return outcome.kind === 'built' ? outcome.via : outcome;
  };
  const HOT = { kind: 'hot' };
  const fallsBack = (because: string) => ({ kind: 'go', because: expect.stringContaining(because) });

  it.each(["it's $WORK", '$HOME a=b;c', 'say é <|>&', '-o', 'x=>y', '👋 \u00a0'])(
    'is what go builds in a folder called %s',
    async (name) => {
      mkdirSync(files.path(name));
      const driver = await warm({ root: files.path(name) });
      const via = await build(driver);
      // Quotes in a path are more than what go prints can tell; then go has to build.
      if (!/['"\\]/.test(name)) expect(via).toMatchObject(HOT);
    },
  );

  it('is what go builds in a folder that is a link, also in what a debugger reads', async () => {
    mkdirSync(files.path('real'));
    symlinkSync(files.path('real'), files.path('link'));
    const driver = await warm({ root: files.path('link'), flags: ['-buildvcs=false'] });
    expect(await build(driver)).toMatchObject(HOT);
  });

  it('is what go builds of a single file', async () => {
    expect(await build(await warm({ target: './cmd/api/main.go' }))).toMatchObject(HOT);
  });

  it('is what go builds with settings in GOFLAGS', async () => {
    const driver = await warm({ env: { GOFLAGS: '-mod=mod -trimpath', GOWORK: 'off' } }, TINY);
    expect(await build(driver)).toMatchObject(HOT);
  });

  it('takes in an edit below vendor, of which nobody is told', async () => {
    const dependency = 'app/vendor/example.com/local/local.go';
    const sources = new Map(TINY)
      .set(
        MAIN,
        'package main\n\nimport "example.com/local"\n\nfunc main() { println("hello 0", local.Say()) }\n',
      )
      .set('app/go.mod', 'module example.com/app\n\ngo 1.24\n\nrequire example.com/local v1.0.0\n')
      .set('app/vendor/modules.txt', '# example.com/local v1.0.0\n## explicit; go 1.24\nexample.com/local\n')
      .set(dependency, 'package local\n\nfunc Say() string { return "hi" }\n');
    const driver = await warm({ env: { GOWORK: 'off' } }, sources);
    writeFileSync(files.path(dependency), 'package local\n\nfunc Say() string { return "edited" }\n');
    expect(await build(driver)).toMatchObject({
      kind: 'hot',
      compiled: expect.arrayContaining(['example.com/local']),
    });
  });

  it('is left to go when its cache was cleaned', async () => {
    const driver = await warm({ env: { GOCACHE: files.path('gocache') } }, TINY);
    expect(await build(driver)).toMatchObject(HOT);
    execFileSync('go', ['clean', '-cache'], { env: driver.plan.go.env });
    expect(await build(driver)).toEqual(fallsBack(''));
    await driver.rest();
    expect(await build(driver)).toMatchObject(HOT);
  });

  it('is left to go when go env -w was used', async () => {
    const GOENV = files.path('goenv');
    const driver = await warm({ env: { GOENV } }, TINY);
    execFileSync('go', ['env', '-w', 'GOPRIVATE=example.com'], { env: driver.plan.go.env });
    expect(await build(driver)).toEqual(fallsBack('goenv changed'));
    await driver.rest();
    expect(await build(driver)).toMatchObject(HOT);
  });

  it('is left to go when another go comes before on PATH', async () => {
    mkdirSync(files.path('bin'));
    const PATH = `${files.path('bin')}:${process.env['PATH'] ?? ''}`;
    const driver = await warm({ env: { PATH } }, TINY);
    const real = execFileSync('which', ['go'], { encoding: 'utf8' }).trim();
    symlinkSync(real, files.path('bin/go'));
    expect(await build(driver)).toEqual(fallsBack('bin/go changed'));
  });

  it('is left to go when the binary or the objects were removed', async () => {
    const driver = await warm({}, TINY);
    expect(await build(driver)).toMatchObject(HOT);
    rmSync(driver.plan.output.hot, { recursive: true });
    expect(await build(driver)).toEqual(fallsBack('ENOENT'));
    await driver.rest();
    rmSync(driver.plan.output.binary);
    expect((await driver.build([MAIN])).kind).toBe('built');
    expect(await driver.isWhatGoBuilds()).toBe(true);
  });

  it('is left to go when nothing can be written', async () => {
    const driver = await warm({}, TINY);
    rmSync(driver.plan.output.hot, { recursive: true, force: true });
    writeFileSync(driver.plan.output.hot, 'a file where the folder has to be');
    expect(await build(driver)).toEqual(fallsBack('ENOTDIR'));
  });

  it('takes in a checkout that sets times back', async () => {
    const driver = await warm({}, TINY);
    expect(await build(driver)).toMatchObject(HOT);
    const path = join(files.root, MAIN);
    edit(driver, MAIN, 'hello', 'bye');
    driver.sources.set('app/README', '');
    writeFileSync(path, driver.sources.get(MAIN) ?? '');
    execFileSync('touch', ['-d', '2001-01-01', path]);
    const outcome = await driver.build([MAIN]);
    expect(outcome).toMatchObject({ kind: 'built', sameAsLast: false });
    expect(await driver.isWhatGoBuilds()).toBe(true);
  });
});
