import type { CreateNodesResultV2, NxJsonConfiguration } from '@nx/devkit';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodes } from './create-nodes.ts';
import * as plugin from './index.ts';
import type { PluginOptions } from './plugin-options.ts';

const MAIN = 'package main\n\nfunc main() {}\n';
const listen = (port: number) =>
  `package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":${port}", nil) }\n`;

describe('createNodes', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-go-run-nodes-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** What is inferred for a workspace with these files, by project root. */
  async function infer(
    files: Readonly<Record<string, string>>,
    given: PluginOptions = {},
    nxJson: NxJsonConfiguration = {},
  ) {
    const options: PluginOptions = { targets: false, ...given };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const context = { workspaceRoot: root, nxJsonConfiguration: nxJson };
    const results: CreateNodesResultV2 = await createNodes[1](Object.keys(files), options, context);
    return Object.fromEntries(results.flatMap(([, { projects }]) => Object.entries(projects ?? {})));
  }

  /** The options of each inferred target of the project in `api`. */
  async function targetsOf(files: Readonly<Record<string, string>>, options: PluginOptions = {}) {
    const { api } = await infer({ 'api/project.json': '{"name":"api"}', ...files }, options);
    return Object.fromEntries(
      Object.entries(api?.targets ?? {}).map(([name, target]) => [name, target.options as unknown]),
    );
  }

  it('is the same under both names that Nx looks for, and by the entry that Nx loads', async () => {
    expect(plugin.createNodes).toBe(plugin.createNodesV2);
    const entry = createRequire(import.meta.url)('./plugin.cjs') as typeof plugin;
    expect(entry.createNodes).toBe(entry.createNodesV2);
    expect(entry.createNodes[0]).toBe(createNodes[0]);
    const context = { workspaceRoot: root, nxJsonConfiguration: {} };
    expect(await entry.createNodes[1]([], undefined, context)).toEqual([]);
    expect(Object.keys(entry).sort()).toEqual(['createDependencies', 'createNodes', 'createNodesV2']);
  });

  it('gives a program in the project’s root a continuous target without the option file', async () => {
    const { api } = await infer({ 'api/project.json': '{"name":"api"}', 'api/main.go': MAIN });
    expect(api?.targets?.['serve']).toMatchObject({
      executor: 'nx-go-run:go-run',
      continuous: true,
      options: {},
    });
  });

  it('names the one program’s folder', async () => {
    expect(await targetsOf({ 'api/cmd/x/run.go': MAIN })).toEqual({ serve: { file: 'cmd/x' } });
    expect(await targetsOf({ 'api/src/main.go': MAIN, 'api/cmd/x/run.go': 'package x\n' })).toEqual({
      serve: { file: 'src' },
    });
  });

  it.each<[string, Record<string, string>, object]>([
    [
      'the root’s',
      { 'api/main.go': MAIN, 'api/cmd/worker/main.go': MAIN },
      { serve: {}, 'serve-worker': { file: 'cmd/worker' } },
    ],
    [
      'the one named as the project',
      { 'api/cmd/api/main.go': MAIN, 'api/cmd/jobs/mail/main.go': MAIN },
      { serve: { file: 'cmd/api' }, 'serve-jobs-mail': { file: 'cmd/jobs/mail' } },
    ],
    [
      'none',
      { 'api/cmd/a/main.go': MAIN, 'api/cmd/b/main.go': MAIN },
      { 'serve-a': { file: 'cmd/a' }, 'serve-b': { file: 'cmd/b' } },
    ],
    [
      'that of cmd, while tools get no target',
      { 'api/cmd/x/main.go': MAIN, 'api/tools/gen/main.go': MAIN },
      { serve: { file: 'cmd/x' } },
    ],
  ])('of several programs serves %s', async (_, files, targets) => {
    expect(await targetsOf(files)).toEqual(targets);
  });

  it.each([
    ['api/main_test.go', MAIN],
    ['api/gen.go', `//go:build ignore\n\n${MAIN}`],
    ['api/tools.go', '//go:build tools\n\npackage main\n'],
    ['api/main.go', 'package main_test\n'],
    ['api/main.go', 'package documentation\n'],
    ['api/wire.go', '//go:build wireinject && linux\n\npackage main\n\nfunc main() {}\n'],
    ['api/testdata/main.go', MAIN],
    ['api/node_modules/x/main.go', MAIN],
    ['api/_old/main.go', MAIN],
  ])('infers nothing from %s', async (file, text) => {
    expect(await targetsOf({ [file]: text })).toEqual({});
  });

  it.each([
    ['with a syntax error in the line of main', 'package main\n\nfunc main( {\n\tprintln(1)\n}\n'],
    ['with a name that is being typed', 'package main\n\nfunc mai() {}\n'],
    ['with a broken import', `package main\n\nimport (\n\t"fmt\n\nfunc main() {}\n`],
    ['in a conflict of a merge', `<<<<<<< HEAD\n// One.\n=======\n// Two.\n>>>>>>> other\n${MAIN}`],
    ['with a byte order mark', `\uFEFF${MAIN}`],
    ['with CRLF', MAIN.replaceAll('\n', '\r\n')],
    ['with a text that seems to be a constraint', `${MAIN}\nconst x = \`\n//go:build ignore\n\`\n`],
    ['for another system', `//go:build windows\n\n${MAIN}`],
  ])('takes a program %s', async (_, text) => {
    expect(await targetsOf({ 'api/main.go': text })).toEqual({ serve: {} });
  });

  it('passes over go’s own vendor folder, and no other of that name', async () => {
    expect(await targetsOf({ 'api/go.mod': '', 'api/vendor/x/main.go': MAIN })).toEqual({});
    rmSync(join(root, 'api'), { recursive: true });
    const projects = await infer({ 'services/vendor/go.mod': 'module x\n', 'services/vendor/main.go': MAIN });
    expect(projects).toMatchObject({ 'services/vendor': { name: 'vendor', targets: { serve: {} } } });
  });

  it('takes what is configured in a hidden folder, and no more of it', async () => {
    const projects = await infer({
      '.tools/gen/project.json': '{}',
      '.tools/gen/main.go': MAIN,
      '.tools/gen/_old/main.go': MAIN,
      '.tools/other/go.mod': 'module x\n',
      '.tools/other/main.go': MAIN,
    });
    expect(Object.entries(projects).map(([at, { targets }]) => [at, Object.keys(targets ?? {})])).toEqual([
      ['.tools/gen', ['serve']],
    ]);
  });

  it('leaves out linked worktrees', async () => {
    const api = { 'api/go.mod': 'module x\n', 'api/main.go': MAIN };
    const copy = Object.entries(api).map(([file, text]) => [`wt/${file}`, text]);
    const project = {
      'project.json': '{"name":"all"}',
      'wt/project.json': '{"name":"all"}',
      'wt/main.go': MAIN,
    };
    mkdirSync(join(root, 'wt'));
    writeFileSync(join(root, 'wt/.git'), 'gitdir: /w/.git/worktrees/wt\n');
    const projects = await infer({ ...api, ...(Object.fromEntries(copy) as typeof api), ...project });
    expect(Object.entries(projects).map(([at, { name }]) => [at, name])).toEqual([['api', 'api']]);
  });

  it('reads port and health route off the main package, anew when it has changed', async () => {
    expect(await targetsOf({ 'api/main.go': listen(8080) })).toEqual({ serve: { port: 8080 } });
    expect(await targetsOf({ 'api/main.go': listen(8080) })).toEqual({ serve: { port: 8080 } });
    expect(await targetsOf({ 'api/main.go': listen(9090) })).toEqual({ serve: { port: 9090 } });
  });

  it('leaves out a target that the project defines itself, and lets one without executor add to it', async () => {
    const own = (target: object) => JSON.stringify({ name: 'api', targets: { serve: target } });
    const files = { 'api/main.go': listen(8080), 'api/cmd/x/main.go': MAIN };
    const others = { 'serve-x': { file: 'cmd/x' } };
    const withExecutor = own({ executor: 'nx-go-run:go-run', options: {} });
    expect(await targetsOf({ ...files, 'api/project.json': withExecutor })).toEqual(others);
    expect(await targetsOf({ ...files, 'api/project.json': own({ command: 'air' }) })).toEqual(others);
    expect(await targetsOf({ ...files, 'api/project.json': own({ options: { args: 'x' } }) })).toEqual({
      ...others,
      serve: { port: 8080 },
    });
  });

  it('obeys targetName and exclude', async () => {
    const files = { 'api/main.go': MAIN, 'api/cmd/x/main.go': MAIN };
    expect(await targetsOf(files, { targetName: 'dev', exclude: ['api/cmd/*'] })).toEqual({ dev: {} });
    expect(await infer(files, { exclude: ['a*'] })).toEqual({});
  });

  it('makes modules projects, named so that no two are the same', async () => {
    const module = 'module x\n';
    const projects = await infer({
      'apps/api/go.mod': module,
      'apps/api/main.go': MAIN,
      'libs/api/go.mod': module,
      'libs/words/go.mod': module,
      'web/words/project.json': '{"name":"words"}',
    });
    expect(Object.entries(projects).map(([at, { name, projectType }]) => [at, name, projectType])).toEqual([
      ['apps/api', 'api', 'application'],
      ['libs/api', 'libs-api', 'library'],
      ['libs/words', 'libs-words', 'library'],
    ]);
  });

  it('leaves a name to the module that is less deep, and gives no name twice', async () => {
    const named = async (...folders: string[]) => {
      const projects = await infer(Object.fromEntries(folders.map((at) => [`${at}/go.mod`, 'module x\n'])));
      return Object.fromEntries(Object.entries(projects).map(([at, { name }]) => [at, name]));
    };
    expect(await named('apps/api')).toEqual({ 'apps/api': 'api' });
    expect(await named('a/v1/api', 'apps/api')).toEqual({ 'apps/api': 'api', 'a/v1/api': 'a-v1-api' });
    expect(await named('api', 'a-b/API', 'a/b/api', 'a/b-api')).toEqual({
      api: 'api',
      'a-b/API': 'a-b-api',
      'a/b-api': 'b-api',
      'a/b/api': 'a/b/api',
    });
  });

  it('gives a module within a configured project to that project', async () => {
    expect(await targetsOf({ 'api/src/go.mod': 'module x\n', 'api/src/main.go': MAIN })).toEqual({
      serve: { file: 'src' },
    });
  });

  it('makes the workspace’s root a project only where it is alone', async () => {
    const alone = { 'go.mod': 'module example.com/shop/v2\n', 'main.go': MAIN };
    expect(await infer(alone)).toMatchObject({ '.': { name: 'shop', targets: { serve: {} } } });
    const projects = await infer({ ...alone, 'api/project.json': '{}', 'api/main.go': MAIN });
    expect(Object.keys(projects)).toEqual(['api']);
  });

  it.each([
    ['package.json', '{"workspaces":["apps/*"]}'],
    ['package.json', '{"workspaces":{"packages":["./apps/*/","!apps/old"]}}'],
    ['package.json', '\uFEFF{\n  // All.\n  "workspaces": ["apps/*/package.json",], /* "x/*" */\n}\n'],
    ['pnpm-workspace.yaml', 'packages:\n  # all\n  - "apps/*"\n  - \'!apps/old\'\ncatalog:\n  - x\n'],
    ['lerna.json', '{"packages":["apps/*"]}'],
  ])('counts package.json folders that %s names: %s', async (file, text) => {
    const projects = await infer({
      'package.json': '{}',
      [file]: text,
      'apps/api/package.json': '{"name":"@shop/api"}',
      'apps/api/main.go': MAIN,
      'tools/x/package.json': '{"name":"x"}',
      'tools/x/main.go': MAIN,
    });
    expect(Object.keys(projects)).toEqual(['apps/api']);
  });

  it('counts all package.json folders where the workspace only says which it does not want', async () => {
    const files = { 'package.json': '{"workspaces":["!tools/**"]}', 'tools/x/package.json': '{}' };
    const projects = await infer({
      ...files,
      'tools/x/main.go': MAIN,
      'a/package.json': '{}',
      'a/main.go': MAIN,
    });
    expect(Object.keys(projects)).toEqual(['.', 'a']);
  });

  it('counts the root where its package.json has nx, and modules below it for themselves', async () => {
    const files = {
      'package.json': '{"name":"shop","nx":{}}',
      'main.go': MAIN,
      'libs/x/go.mod': 'module x\n',
    };
    const projects = await infer(files);
    expect(Object.keys(projects)).toEqual(['.', 'libs/x']);
    expect(projects['.']?.targets?.['serve']?.metadata?.help?.command).toBe('npx nx run shop:serve --help');
  });

  it('leaves a target to the npm script of its name, unless Nx is told to pass over that', async () => {
    const scripts = { serve: 'air', test: 'go test' };
    const manifest = (more: object) => JSON.stringify({ scripts, ...more });
    expect(await targetsOf({ 'api/main.go': MAIN, 'api/package.json': manifest({}) })).toEqual({});
    expect(
      await targetsOf({ 'api/main.go': MAIN, 'api/package.json': manifest({ nx: { includedScripts: [] } }) }),
    ).toEqual({ serve: {} });
  });

  it('gives a target that a project itself gives to go-run the ready setting, and nothing more', async () => {
    const files = {
      'api/project.json': '{"targets":{"serve":{"executor":"nx-go-run:go-run"},"dev":{"command":"air"}}}',
      'api/main.go': MAIN,
    };
    const readyWhen = { signal: true, timeout: 2147483647 };
    const targets = { serve: { executor: 'nx-go-run:go-run', readyWhen } };
    expect((await infer(files))['api']?.targets).toEqual(targets);
    expect(await infer(files, { exclude: ['api'] })).toEqual({ api: { targets } });
  });

  describe('for what is generated', () => {
    const GO_RUN = 'nx-go-run:go-run';
    const infers = async (targets: object, options: PluginOptions = {}, nxJson: NxJsonConfiguration = {}) => {
      const files = {
        'api/project.json': JSON.stringify({ name: 'api', targets }),
        'api/main.go': MAIN,
        'api/cmd/worker/main.go': MAIN,
      };
      const { api } = await infer(files, { targets: {}, ...options }, nxJson);
      const found = Object.entries(api?.targets ?? {}).filter(
        ([, { executor }]) => executor === 'nx-go-run:generate',
      );
      return Object.fromEntries(found.map(([name, target]) => [name, target.options as unknown]));
    };

    it.each([
      ['a whole target with steps', { serve: { executor: GO_RUN, options: { generate: ['templ'] } } }],
      ['options for the inferred one', { serve: { options: { swagger: true } } }],
      [
        'a configuration',
        { serve: { executor: GO_RUN, configurations: { docs: { swagger: { dir: 'x' } } } } },
      ],
    ])('gives a target that runs the steps of %s', async (_, targets) => {
      expect(await infers(targets)).toEqual({ generate: { serveTarget: 'serve' } });
    });

    it.each([
      ['no steps', { serve: { executor: GO_RUN, options: { generate: [], swagger: false } } }],
      ['steps of something else', { serve: { executor: 'x:y', options: { generate: ['templ'] } } }],
      ['a target of that name', { serve: { options: { swagger: true } }, generate: { command: 'make' } }],
    ])('gives none for %s', async (_, targets) => {
      expect(await infers(targets)).toEqual({});
    });

    it('reads targetDefaults, by target and by executor, one and a list', async () => {
      const steps = { options: { generate: ['templ' as const] } };
      for (const targetDefaults of [{ serve: steps }, { serve: [steps] }])
        expect(await infers({}, {}, { targetDefaults })).toEqual({
          generate: { serveTarget: 'serve' },
        });
      expect(await infers({}, {}, { targetDefaults: { [GO_RUN]: steps } })).toEqual({
        generate: { serveTarget: 'serve' },
        'generate-worker': { serveTarget: 'serve-worker' },
      });
    });

    it('names those of several programs as their targets are named', async () => {
      const steps = { options: { generate: ['templ'] } };
      expect(await infers({ 'serve-worker': steps })).toEqual({ generate: { serveTarget: 'serve-worker' } });
      expect(
        await infers({ serve: steps, 'serve-worker': steps, dev: { executor: GO_RUN, ...steps } }),
      ).toEqual({
        generate: { serveTarget: 'serve' },
        'generate-worker': { serveTarget: 'serve-worker' },
        'generate-dev': { serveTarget: 'dev' },
      });
    });

    it('takes another name for it, or none', async () => {
      const targets = { serve: { options: { swagger: true } } };
      expect(await infers(targets, { targets: { generate: 'gen' } })).toEqual({
        gen: { serveTarget: 'serve' },
      });
      expect(await infers(targets, { targets: { generate: false } })).toEqual({});
      expect(await infers(targets, { exclude: ['api'] })).toEqual({});
    });
  });

  it('reads a project.json with comments', async () => {
    const text = '{ // Ours.\n  "name": "api", "targets": { "serve": { "command": "a // b", }, }, }';
    expect(await targetsOf({ 'api/project.json': text, 'api/main.go': MAIN })).toEqual({});
  });

  it('excludes what lies below a folder that is excluded, however that is written', async () => {
    const files = { 'tools/gen/go.mod': 'module x\n', 'tools/gen/main.go': MAIN, 'api/go.mod': 'module y\n' };
    for (const glob of ['tools', './tools/', 'tools/*', '**/gen'])
      expect(Object.keys(await infer(files, { exclude: [glob] }))).toEqual(['api']);
    expect(Object.keys(await infer(files, { exclude: ['.'] }))).toEqual(['api', 'tools/gen']);
  });

  it('takes a module or project in a folder named vendor for what it is', async () => {
    const projects = await infer({
      'services/vendor/go.mod': 'module example.com/vendor-service\n',
      'services/vendor/cmd/main.go': MAIN,
      'services/vendor/vendor/x/main.go': MAIN,
      'shops/vendor/project.json': '{}',
      'shops/vendor/main.go': MAIN,
      'node_modules/x/vendor/go.mod': 'module x\n',
    });
    expect(projects).toMatchObject({
      'services/vendor': { targets: { serve: { options: { file: 'cmd' } } } },
      'shops/vendor': { targets: { serve: { options: {} } } },
    });
    expect(Object.keys(projects)).toHaveLength(2);
  });

  it('names the go.mod and go.work above a project among its inputs', async () => {
    const projects = await infer({
      'apps/[x] (y)/go.work': 'go 1.22\n',
      'apps/[x] (y)/api/go.mod': 'module x\n',
      'apps/[x] (y)/api/main.go': MAIN,
      'apps/[x] (y)/api/part/project.json': '{}',
      'apps/[x] (y)/api/part/part.go': 'package part\n',
      'apps/web/project.json': '{}',
      'go.work': 'go 1.22\n',
    });
    const folder = '{workspaceRoot}/apps/[[]x[]] [(]y[)]';
    const work = [`${folder}/go.work`, `${folder}/go.work.sum`];
    expect(projects).toEqual({
      'apps/[x] (y)/api': expect.objectContaining({
        namedInputs: { goModuleFiles: work },
        targets: { serve: expect.objectContaining({ inputs: ['default', '^default', 'goModuleFiles'] }) },
      }),
      'apps/[x] (y)/api/part': {
        namedInputs: { goModuleFiles: [`${folder}/api/go.mod`, `${folder}/api/go.sum`, ...work] },
      },
    });
  });

  it('infers nothing of broken files, and does not fail', async () => {
    expect(await infer({ 'api/project.json': '{', 'api/main.go': 'pack', 'b/package.json': '' })).toEqual({});
  });
});
