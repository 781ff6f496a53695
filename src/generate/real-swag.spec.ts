import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SwaggerPlan } from '../plan/plan.ts';
import type { RunEvent } from '../events/run-event.ts';
import { thisSystem } from '../process/system.ts';
import { startChild } from '../process/child.ts';
import { createSwagGenerator } from './swag-generator.ts';
import { annotatedApi, createWorkspace, type TestWorkspace } from './testing/workspace.ts';

const never = new AbortController().signal;
const users = annotatedApi['users/users.go'] ?? '';
const main = annotatedApi['main.go'] ?? '';

/** With the swag that is really used: it is installed once, from the network or Go's module cache. */
describe('swag itself', () => {
  let tools: string;
  let workspace: TestWorkspace;

  const generatorOf = (options: Partial<SwaggerPlan> = {}, path = tools) => {
    const { go } = workspace.plan;
    const env = { ...go.env, PATH: [path, go.env['PATH']].join(delimiter) };
    const killTree = async (pid: number) => void process.kill(pid, 'SIGKILL');
    const plan = { ...workspace.plan, go: { ...go, env } };
    const events: RunEvent[] = [];
    const generator = createSwagGenerator(
      plan,
      { ...workspace.swagger, ...options },
      { startChild, killTree, now: Date.now },
    );
    return { ...generator, events, run: () => generator.generate(never, (event) => events.push(event)) };
  };

  beforeAll(async () => {
    tools = await mkdtemp(join(tmpdir(), 'nx-go-run-swag-'));
    workspace = await createWorkspace();
    const { go } = workspace.plan;
    // No swag but the one that the plugin installs, and no second module cache.
    const folders = (go.env['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => !existsSync(join(folder, `swag${thisSystem.programEnding}`)));
    const cache = spawnSync(go.binary, ['env', 'GOMODCACHE'], { encoding: 'utf8' }).stdout.trim();
    const nowhere = join(workspace.root, 'nowhere');
    const env = {
      ...go.env,
      PATH: folders.join(delimiter),
      GOBIN: nowhere,
      GOPATH: nowhere,
      GOMODCACHE: cache,
    };
    const plan = { ...workspace.plan, go: { ...go, env } };
    const killTree = async () => undefined;
    const events: RunEvent[] = [];
    const generator = createSwagGenerator(plan, workspace.swagger, { startChild, killTree, now: Date.now });
    expect(await generator.generate(never, (event) => events.push(event))).toMatchObject({
      kind: 'generated',
    });
    const folder = join(workspace.root, 'node_modules/.cache/nx-go-run/tools/swag-v1.16.6');
    expect(events[0]).toEqual({ type: 'installing', what: 'swag v1.16.6', into: folder });
    await rm(tools, { recursive: true });
    await rename(folder, tools);
    await workspace.remove();
  }, 300_000);
  afterAll(() => rm(tools, { recursive: true, force: true }));
  afterEach(() => workspace.remove());

  const readSpec = () => readFile(workspace.path('swagger/swagger.json'), 'utf8');

  it('gets by with broken files in folders that are not the program', async () => {
    workspace = await createWorkspace({
      ...annotatedApi,
      'node_modules/a/a.go': 'broken',
      'testdata/b.go': 'broken',
      'packed/data-swagger.go': '<<<<<<<',
    });
    expect(await generatorOf().run()).toMatchObject({ kind: 'generated' });
    expect(JSON.parse(await readSpec())).toMatchObject({ info: { title: 'Users' }, paths: { '/users': {} } });
  }, 20_000);

  it('is asked for the package of the whole search, also below a folder that it would skip', async () => {
    const nested = Object.fromEntries(
      Object.entries(annotatedApi).map(([path, text]) => [`docs/${path}`, text]),
    );
    workspace = await createWorkspace(nested);
    const options = { searchDirectory: workspace.path('docs'), generalInfo: workspace.path('docs/main.go') };
    await generatorOf(options).run();
    expect(JSON.parse(await readSpec())).toMatchObject({ paths: { '/users': {} } });
  }, 20_000);

  it('fails with file and line', async () => {
    workspace = await createWorkspace({
      ...annotatedApi,
      'users/users.go': users.replace('{object} User', '{object} Nope'),
    });
    const source = '// @Success 200 {object} Nope';
    expect(await generatorOf().run()).toMatchObject({
      kind: 'failed',
      diagnostics: [{ file: workspace.path('users/users.go'), line: 11, column: 26, source }],
    });
    await workspace.write('users/users.go', users.replace('count := 1', 'count := := 1'));
    expect(await generatorOf().run()).toMatchObject({
      kind: 'failed',
      diagnostics: [{ line: 14, column: 11 }],
    });
  }, 20_000);

  it.each<[string, string, string]>([
    ['nothing', '{}', '{}'],
    ['backquotes', '`', '``"`"'],
  ])(
    'packs %s into Go that gofmt leaves alone',
    async (_, title) => {
      workspace = await createWorkspace({
        ...annotatedApi,
        'main.go': main.replace('Users\n', `Users ${title}\n`),
      });
      for (const packFormat of ['go', 'goframe'] as const) {
        await generatorOf({ packFormat }).run();
        const listed = spawnSync('gofmt', ['-l', workspace.path('packed')], { encoding: 'utf8' });
        expect([listed.status, listed.stdout, listed.stderr]).toEqual([0, '', '']);
      }
    },
    20_000,
  );

  it('gives the same specification wherever the key is the same', async () => {
    const seed = {
      ...annotatedApi,
      'main.go': main.replace('users.Get()', '// @description inside\n\t// @license.name MIT\n\tusers.Get()'),
      'users/users.go': `${users}\n// @Summary List\n// @Success 200 {object} users.List.answer\n// @Router /list [get]\nfunc List() {\n\ttype answer struct{ N int }\n}\n`,
    };
    workspace = await createWorkspace(seed);
    const edit = (path: keyof typeof seed, from: string, to: string) => {
      expect(seed[path]).toContain(from);
      return { path, text: (seed[path] ?? '').replace(from, to) };
    };
    const edits = [
      edit('users/users.go', 'count := 1', 'count := 2'),
      edit('users/users.go', 'count := 1\n', '// @Summary no\n\n\tcount := func() int { return 1 }()\n'),
      edit('users/users.go', 'return count', 'if count > 0 {\n\t\treturn 0\n\t}\n\treturn count'),
      edit('users/users.go', '{ N int }', '{ N, M int }'),
      edit('users/users.go', '\nfunc Get', '\n\nfunc Get'),
      edit('users/users.go', 'json:"name"', 'json:"title"'),
      edit('main.go', 'users.Get()', 'users.Get()\n\tusers.Get()'),
      edit('main.go', '\t// @license.name MIT', '\n\tusers.Get()\n\t// @license.name MIT'),
      edit('main.go', '@description inside', '@description else'),
      edit('main.go', '// @BasePath /', '//\n// @BasePath /v1'),
    ];
    const { run } = generatorOf();
    await run();
    const kinds: string[] = [];
    for (const { path, text } of edits) {
      await workspace.write(path, text);
      const before = await readSpec();
      const { kind } = await run();
      kinds.push(kind);
      // A generator that remembers nothing says what is right.
      await rm(workspace.plan.output.cache, { recursive: true, force: true });
      expect(await generatorOf().run()).toMatchObject({ kind: 'generated', written: [] });
      if (kind === 'current') expect(await readSpec()).toBe(before);
      await workspace.write(path, seed[path] ?? '');
      await run();
    }
    expect(kinds.filter((kind) => kind === 'current').length).toBeGreaterThanOrEqual(3);
    expect(kinds.filter((kind) => kind === 'generated').length).toBeGreaterThanOrEqual(5);
  }, 180_000);
});
