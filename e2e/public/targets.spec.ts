import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../rig/link-modules.ts';
import { type GoTeam, makeGoTeam } from '../rig/go-team.ts';
import { hideGo, pathWithoutGo } from '../rig/hide-go.ts';
import { type CacheTokens, openRemoteCache, type RemoteCache } from '../rig/remote-cache.ts';

// Each run is an nx of its own, and a busy machine takes seconds for one.
jest.setTimeout(300_000);

let team: GoTeam;
afterEach(() => team.delete());

const program = (name: string) => team.path(`dist/apps/api/${name}`);

describe('the executors of targets that end', () => {
  it('build each program, test, vet and tidy, and say what they did', async () => {
    team = makeGoTeam();
    const { code, output } = await team.nx([
      'run-many',
      '-t',
      'build',
      'test',
      'vet',
      'tidy-check',
      '--outputStyle=static',
    ]);
    expect(output).toContain('go-run  built    dist/apps/api: api, worker');
    expect(output).toContain('go-run  ok       example.test/api/store');
    expect(output).toMatch(/go-run {2}passed {3}2 tests in 1 package, 2 without tests/);
    expect(output).toContain('go-run  passed   vet has nothing to say');
    expect(code).toBe(0);
    expect(execFileSync(program('api'), { encoding: 'utf8' })).toBe('hello4page one');
    expect(team.has('dist/apps/api.next')).toBe(false);
  });

  it('show a failed test whole, and a compile error with its line', async () => {
    team = makeGoTeam();
    team.edit('apps/api/store/store.go', 'n * 2', 'n * 3');
    const failed = await team.nx(['test', 'api', '--junit=reports/api.xml', '--cover']);
    expect(failed.output).toMatch(/go-run {2}failed {3}example\.test\/api\/store .*1 of 2 tests failed/);
    expect(failed.output).toContain('--- FAIL: TestDouble');
    expect(failed.output).toContain('store_test.go:11: Double(2) = 6');
    expect(failed.output).toMatch(/go-run {2}failed {3}1 of 2 tests, in example\.test\/api\/store/);
    expect(failed.code).not.toBe(0);
    expect(team.read('reports/api.xml')).toContain(
      '<testcase classname="example.test/api/store" name="TestDouble"',
    );
    expect(team.read('coverage/apps/api/cover.out')).toContain('example.test/api/store/store.go');

    team.edit('apps/api/store/store.go', 'n * 3', 'n ** x');
    for (const target of ['test', 'build', 'vet']) {
      const { code, output } = await team.nx(['run', `api:${target}`]);
      expect(output).toContain('3 │ func Double(n int) int { return n ** x }');
      expect(output).toMatch(
        /go-run {2}error {4}apps\/api\/store\/store\.go:3:\d+ .*(undefined: x|invalid operation)/,
      );
      expect(code).not.toBe(0);
    }
  });

  it('pass options of go test on', async () => {
    team = makeGoTeam();
    const { output } = await team.nx([
      'test',
      'api',
      '--run=Double',
      '--count=1',
      '--testFlags=-v -shuffle=off',
    ]);
    expect(output).toContain('go test -run=Double -count=1 -v -shuffle=off ./...');
    expect(output).toContain('--- PASS: TestDouble');
    expect(output).toMatch(/passed +1 test in 1 package/);
  });

  it('leave out what belongs to a project within, and take in a module within that is none', async () => {
    team = makeGoTeam();
    team.write('apps/api/project.json', '{"name":"api"}');
    team.write('apps/api/inner/project.json', '{"name":"inner"}');
    team.write('apps/api/inner/bad.go', 'package inner\n\nvar x int = ""\n');
    team.write('apps/api/tools/go.mod', 'module example.test/tools\n\ngo 1.22\n');
    team.write('apps/api/tools/gen/main.go', 'package main\n\nfunc main() {}\n');
    const { code, output } = await team.nx([
      'run-many',
      '-p',
      'api',
      '-t',
      'vet',
      'build',
      '--outputStyle=static',
    ]);
    expect(output).toContain('GOWORK=off go vet ./...');
    expect(output).toContain('dist/apps/api: api, gen, worker');
    expect(code).toBe(0);
    expect((await team.nx(['vet', 'inner'])).code).not.toBe(0);
  });

  it('keep two programs of one name apart, and take away one that is no more', async () => {
    team = makeGoTeam();
    team.write('apps/api/jobs/worker/main.go', 'package main\n\nfunc main() {}\n');
    expect((await team.nx(['build', 'api'])).output).toContain('dist/apps/api: api, jobs-worker, worker');
    expect(team.has('dist/apps/api/jobs-worker/worker')).toBe(true);
    team.remove('apps/api/cmd');
    team.remove('apps/api/jobs');
    expect((await team.nx(['build', 'api'])).output).toContain('dist/apps/api: api ');
    expect(team.has('dist/apps/api/worker')).toBe(false);
  });

  it('tidy a module whose imports only go.work knows', async () => {
    team = makeGoTeam();
    const before = team.read('apps/api/go.mod');
    expect((await team.nx(['run', 'api:tidy-check'])).code).toBe(0);
    team.write(
      'apps/api/go.mod',
      `${before}\nrequire example.test/gone v1.0.0\n\nreplace example.test/gone => ../gone\n`,
    );
    team.write('apps/gone/go.mod', 'module example.test/gone\n');
    const { code, output } = await team.nx(['run', 'api:tidy-check']);
    expect(code).not.toBe(0);
    expect(output).toContain('apps/api/go.mod is not tidy');
    expect(output).toContain('- go.mod: require example.test/gone v1.0.0');
    expect((await team.nx(['run', 'api:tidy'])).code).toBe(0);
    expect(team.read('apps/api/go.mod')).not.toContain('require');
    expect(team.read('apps/api/go.mod')).not.toContain('words');
  });
});

describe('the cache', () => {
  /** Runs the target, and tells whether it came out of the cache. */
  const run = async (target: string, env: Readonly<Record<string, string>> = {}) => {
    const { code, hits } = await team.nx(['run', target], env);
    return { good: code === 0, cached: hits[0] > 0 };
  };
  const NEW = { good: true, cached: false };
  const KEPT = { good: true, cached: true };

  it('has no success for a library that was broken', async () => {
    team = makeGoTeam();
    expect(await run('api:test')).toEqual(NEW);
    expect(await run('api:test')).toEqual(KEPT);
    team.edit('libs/words/words.go', 'const Greeting = "hello"', 'const Greeting = ""');
    expect(await run('api:test')).toEqual({ good: false, cached: false });
    team.edit('libs/words/words.go', 'const Greeting = ""', 'const Greeting = "hello"');
    team.edit('libs/words/words_test.go', 't.Log(Greeting)', 't.Log(Greeting, 1)');
    expect(await run('api:test')).toEqual(KEPT);
    expect(await run('words:test')).toEqual(NEW);
    // The highest version that any module of go.work requires counts for all.
    team.edit(
      'libs/other/go.mod',
      'module example.test/other\n',
      'module example.test/other\n\n// Another.\n',
    );
    expect(await run('api:test')).toEqual(NEW);
  });

  it('has no stale binary for an embedded file, and none of another system', async () => {
    team = makeGoTeam();
    const answer = () => execFileSync(program('api'), { encoding: 'utf8' });
    expect(await run('api:build')).toEqual(NEW);
    team.write('apps/api/page.html', 'page two');
    expect(await run('api:build')).toEqual(NEW);
    expect(answer()).toBe('hello4page two');
    team.edit('apps/api/store/store_test.go', 'got != 4', 'got != 5');
    expect(await run('api:build')).toEqual(KEPT);
    expect(await run('api:build', { GOOS: 'windows', CGO_ENABLED: '0' })).toEqual(NEW);
    expect(readFileSync(program('api.exe')).subarray(0, 2).toString()).toBe('MZ');
    expect(team.has('dist/apps/api/api')).toBe(false);
    team.write('apps/api/page.html', 'page one');
    expect(await run('api:build')).toEqual(KEPT);
    expect(answer()).toBe('hello4page one');
  });

  it('has no success for a package of the module that belongs to no project, nor for what a target writes', async () => {
    team = makeGoTeam();
    team.remove('go.work');
    for (const folder of ['apps/api', 'libs/words', 'libs/other']) team.remove(`${folder}/go.mod`);
    team.write('go.mod', 'module example.test/all\n\ngo 1.22\n');
    team.write('apps/api/project.json', '{"name":"api","targets":{"build":{"dependsOn":["web:build"]}}}');
    team.write(
      'apps/api/main.go',
      'package main\n\nimport (\n\t_ "embed"\n\t"fmt"\n\n\t"example.test/all/internal/db"\n)\n\n//go:embed dist/index.html\nvar page string\n\nfunc main() { fmt.Print(db.Name, page) }\n',
    );
    team.remove('apps/api/store');
    team.write(
      'internal/db/db.go',
      'package db\n\nimport _ "embed"\n\n//go:embed sql/name.txt\nvar Name string\n',
    );
    team.write('internal/db/sql/name.txt', 'one');
    const command =
      "node -e \"fs.mkdirSync('apps/api/dist',{recursive:true});fs.copyFileSync('web/index.html','apps/api/dist/index.html')\"";
    team.write(
      'web/project.json',
      JSON.stringify({
        name: 'web',
        targets: {
          build: { command, cache: true, inputs: ['default'], outputs: ['{workspaceRoot}/apps/api/dist'] },
        },
      }),
    );
    team.write('web/index.html', 'first');
    const answer = () => execFileSync(program('api'), { encoding: 'utf8' });
    expect((await run('api:build')).good).toBe(true);
    expect(answer()).toBe('onefirst');
    team.write('web/index.html', 'second');
    expect((await run('api:build')).good).toBe(true);
    expect(answer()).toBe('onesecond');
    team.write('internal/db/sql/name.txt', 'two');
    expect((await run('api:build')).good).toBe(true);
    expect(answer()).toBe('twosecond');
  });
});

/** The workflow that docs/teams.md gives. */
interface Workflow {
  readonly jobs: {
    readonly main: { readonly env: object; readonly steps: readonly { readonly run?: string }[] };
  };
}

describe('a remote cache', () => {
  const tokens = { read: 'for-people', write: 'for-ci' };
  let remote: RemoteCache;
  let clone: GoTeam;
  afterEach(async () => {
    clone.delete();
    await remote.close();
  });

  /** Of a task, by the token of a person or of CI. */
  const env = (token: keyof CacheTokens) => ({
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: remote.url,
    NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: tokens[token],
    // What go env -w has written on this machine is another thing on one without Go.
    GOENV: 'off',
    // What nrwl/nx-set-shas sets.
    NX_BASE: 'HEAD~1',
    NX_HEAD: 'HEAD',
  });

  it('has all that CI did for another clone, also on a machine without Go, which can’t write', async () => {
    remote = await openRemoteCache(tokens);
    team = makeGoTeam();
    clone = makeGoTeam();
    const page = readFileSync(join(REPOSITORY, 'docs/teams.md'), 'utf8');
    const { jobs } = parse(/^```yaml\n([^]*?)^```$/m.exec(page)?.[1] ?? '') as Workflow;
    const [install, command = '', ...more] = jobs.main.steps.flatMap(({ run }) => run ?? []);
    expect([install, more]).toEqual(['npm ci', []]);
    expect(Object.keys(env('read'))).toEqual(expect.arrayContaining(Object.keys(jobs.main.env)));
    const targets = command.replace(/^npx nx /, '').split(' ');
    for (const one of [team, clone]) one.commit();
    const first = await team.nx(targets, env('write'));
    expect([first.code, first.hits]).toEqual([0, [0, 10]]);
    expect(remote.answers.filter((one) => one === 'PUT 200')).toHaveLength(10);

    const hidden = hideGo();
    const home = clone.path('.home');
    mkdirSync(home);
    const withoutGo = {
      PATH: [dirname(process.execPath), pathWithoutGo()].join(delimiter),
      HOME: home,
      XDG_CACHE_HOME: `${home}/cache`,
      GOPATH: `${home}/go`,
      GOMODCACHE: `${home}/go/pkg/mod`,
      GOPROXY: 'off',
    };
    const second = await clone.nx(targets, { ...env('read'), ...(hidden ? withoutGo : {}) }, hidden);
    expect([second.code, second.hits, second.output]).toEqual([0, [10, 10], second.output]);
    expect(execFileSync(clone.path('dist/apps/api/api'), { encoding: 'utf8' })).toBe('hello4page one');

    clone.write('apps/api/page.html', 'page two');
    const third = await clone.nx(['build', 'api'], env('read'));
    expect([third.code, third.hits[0], third.output]).toEqual([0, 0, third.output]);
    expect(remote.answers.filter((one) => one.startsWith('PUT 2'))).toHaveLength(10);
  });
});
