import { jest } from '@jest/globals';
import {
  addProjectConfiguration,
  readJson,
  readProjectConfiguration,
  updateJson,
  type ProjectConfiguration,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readAllProjects } from '../all-projects.ts';
import { application, type ApplicationOptions } from './application.ts';
import { collectInfo } from '../testing/collect-info.ts';

const READY = [{ projects: ['my-api'], target: 'serve', waitFor: 'ready' }];
jest.setTimeout(120_000);

describe('application', () => {
  let tree: Tree;
  let said: string[];
  beforeEach(() => {
    said = collectInfo();
    tree = createTreeWithEmptyWorkspace();
    tree.write('go.work', 'go 1.22.0\n\nuse (\n\t./libs/words\n)\n');
  });

  const generate = (more: Partial<ApplicationOptions> = {}) =>
    application(tree, { name: 'my-api', skipFormat: true, ...more });
  const read = (path: string) => tree.read(path, 'utf8');

  it.each([
    ['a folder', { directory: 'apps/my-api' }, 'my-api', 'apps/my-api'],
    ['a folder that ends with a slash', { directory: './services/my-api/' }, 'my-api', 'services/my-api'],
    ['a folder in the workspace itself', { directory: './my-api' }, 'my-api', 'my-api'],
    ['a folder and a name', { directory: 'apps/shop/api', name: 'shop-api' }, 'shop-api', 'apps/shop/api'],
    ['a folder of one word and a name', { directory: 'api', name: 'shop-api' }, 'shop-api', 'api'],
    ['a bare name', { directory: 'my-api' }, 'my-api', 'apps/my-api'],
    ['a name alone', { name: 'my-api' }, 'my-api', 'apps/my-api'],
  ])('takes %s', async (_, given, name, root) => {
    await application(tree, { skipFormat: true, ...given });
    expect(readProjectConfiguration(tree, name).root).toBe(root);
    expect(read(`${root}/cmd/${name}/main.go`)).toContain('package main');
  });

  it('wants a folder, and a name that a command can have', async () => {
    await expect(application(tree, {})).rejects.toThrow('In which folder');
    await expect(application(tree, { directory: 'apps/My API' })).rejects.toThrow(
      "My API can't be the name of a project and a command. Give it one by --name.",
    );
    await expect(application(tree, { directory: 'apps/..' })).rejects.toThrow('Give it one by --name.');
  });

  it('makes a module of its own, and adds it to go.work', async () => {
    await generate();
    expect(read('apps/my-api/go.mod')).toBe('module example.com/my-api\n\ngo 1.22.0\n');
    expect(read('go.work')).toBe('go 1.22.0\n\nuse (\n\t./libs/words\n\t./apps/my-api\n)\n');
    expect(readProjectConfiguration(tree, 'my-api').targets).toEqual({
      serve: {
        executor: 'nx-go-run:go-run',
        options: { file: 'cmd/my-api', port: 8080, readyUrl: '/healthz' },
      },
      test: { command: 'go test ./...', options: { cwd: '{projectRoot}' } },
    });
  });

  it('makes a go.work of all modules that are there', async () => {
    tree.delete('go.work');
    addProjectConfiguration(tree, 'words', { root: 'libs/words' });
    tree.write('libs/words/go.mod', 'module example.test/words\n\ngo 1.99.0\n');
    await generate({ directory: 'services/my-api', module: 'example.test/shop' });
    expect(read('go.work')).toBe('go 1.99.0\n\nuse (\n\t./libs/words\n\t./services/my-api\n)\n');
    expect(read('services/my-api/go.mod')).toMatch(/^module example\.test\/shop\n\ngo 1\.\d+\.0\n$/);
  });

  it('counts what plugins infer: modules for go.work, ports, and names that are taken', async () => {
    const inferred = (root: string, options = {}): ProjectConfiguration => ({
      root,
      targets: { serve: { executor: 'nx-go-run:go-run', options } },
    });
    const all = { words: inferred('libs/words'), shop: inferred('apps/shop', { port: 8080 }) };
    const readProjects = (tree: Tree) => readAllProjects(tree, () => Promise.resolve(all));
    const make = (name: string) => application(tree, { name, skipFormat: true }, readProjects);
    tree.delete('go.work');
    for (const folder of ['libs/words', 'apps/shop'])
      tree.write(`${folder}/go.mod`, 'module example.test/x\n\ngo 1.22.0\n');
    await expect(make('words')).rejects.toThrow('There is a project words already, in libs/words.');
    await make('my-api');
    expect(read('go.work')).toContain('use (\n\t./apps/my-api\n\t./apps/shop\n\t./libs/words\n)');
    expect(readProjectConfiguration(tree, 'my-api').targets?.['serve']?.options).toMatchObject({
      port: 8081,
    });
  });

  it('stays within the module of a workspace that is one', async () => {
    tree.delete('go.work');
    tree.write('go.mod', 'module example.test/all\n\ngo 1.23.0\n');
    await generate();
    expect(tree.exists('go.work') || tree.exists('apps/my-api/go.mod')).toBe(false);
    expect(read('apps/my-api/cmd/my-api/main.go')).toContain(
      '"example.test/all/apps/my-api/internal/httpapi"',
    );
  });

  it('takes the next port where another service has the first', async () => {
    await generate();
    await generate({ name: 'other' });
    expect(readProjectConfiguration(tree, 'other').targets?.['serve']?.options.port).toBe(8081);
    expect(read('apps/other/cmd/other/main.go')).toContain('"localhost:8081"');
  });

  it('takes no port that is the stable one of another', async () => {
    const serve = { executor: 'nx-go-run:go-run', options: { proxy: { port: 8080 } } };
    addProjectConfiguration(tree, 'first', { root: 'apps/first', targets: { serve } });
    await generate();
    expect(readProjectConfiguration(tree, 'my-api').targets?.['serve']?.options.port).toBe(8081);
  });

  it('overwrites nothing, and wants a Go that can build it', async () => {
    await generate();
    await expect(generate()).rejects.toThrow('There is a project my-api already, in apps/my-api.');
    tree.write('apps/two/notes.txt', '');
    await expect(generate({ name: 'two' })).rejects.toThrow('apps/two is not empty.');
    tree.write('go.work', 'go 1.20\n');
    await expect(generate({ name: 'three' })).rejects.toThrow('go.work says go 1.20');
  });

  it('lets an existing frontend wait, and points its proxy to the API', async () => {
    const serve = { executor: '@nx/vite:dev-server', dependsOn: ['codegen'] };
    addProjectConfiguration(tree, 'web', { root: 'apps/web', targets: { serve } });
    tree.write('apps/web/vite.config.ts', 'export default defineConfig({ server: { port: 4200 } });\n');
    await generate({ frontend: 'web' });
    expect(readProjectConfiguration(tree, 'web').targets).toEqual({
      serve: { ...serve, dependsOn: ['codegen', ...READY] },
    });
    expect(read('apps/web/vite.config.ts')).toContain(
      "'/api': process.env.NX_READY_URL ?? 'http://localhost:8080'",
    );
  });

  it("uses a script of the frontend, or what Vite's plugin infers", async () => {
    addProjectConfiguration(tree, 'web', { root: 'apps/web' });
    tree.write('apps/web/package.json', '{"scripts":{"dev":"vite"}}');
    await generate({ frontend: 'web' });
    expect(readProjectConfiguration(tree, 'web').targets).toEqual({ dev: { dependsOn: READY } });
    addProjectConfiguration(tree, 'shop', { root: 'apps/shop' });
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: [{ plugin: '@nx/vite/plugin', options: { serveTargetName: 'vite-serve' } }],
    }));
    await generate({ name: 'shop-api', frontend: 'shop' });
    expect(Object.keys(readProjectConfiguration(tree, 'shop').targets ?? {})).toEqual(['vite-serve']);
  });

  it('says what to add to a vite.config that it can not edit', async () => {
    addProjectConfiguration(tree, 'web', { root: 'apps/web', targets: { serve: {} } });
    tree.write('apps/web/vite.config.mts', 'export default make();\n');
    await generate({ frontend: 'web' });
    expect(read('apps/web/vite.config.mts')).toBe('export default make();\n');
    expect(said.at(-1)).toContain("Add to it: server: { proxy: { '/api': process.env.NX_READY_URL");
  });

  it('makes a frontend with Vite where there is none', async () => {
    await generate({ frontend: 'web' });
    expect(readProjectConfiguration(tree, 'web').targets?.['serve']).toMatchObject({
      continuous: true,
      dependsOn: READY,
    });
    expect(read('apps/web/vite.config.ts')).toContain("plugins: [goRun({ project: 'my-api' })]");
    expect(said.at(-1)).toContain('shows its errors');
    expect(readJson(tree, 'package.json').devDependencies).toMatchObject({ vite: '^8.0.0' });
  });

  it.each([false, true])('passes gofmt, go vet and its own tests (swagger: %s)', async (swagger) => {
    tree.delete('go.work');
    await generate({ swagger, name: 'my-2nd_api.x' });
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-generated-')));
    try {
      for (const { path, content } of tree.listChanges()) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        if (content !== null) writeFileSync(join(root, path), content);
      }
      const cwd = join(root, 'apps/my-2nd_api.x');
      const run = (file: string, ...args: string[]) =>
        execFileSync(file, args, {
          cwd,
          encoding: 'utf8',
          stdio: 'pipe',
          env: { ...process.env, GOWORK: '' },
        });
      expect(run('gofmt', '-l', '.')).toBe('');
      run('go', 'vet', './...');
      expect(run('go', 'test', './...')).toMatch(/^ok /m);
      expect(run('go', 'env', 'GOWORK').trim()).toBe(join(root, 'go.work'));
      // `go work use` has nothing to add and nothing to write differently.
      run('go', 'work', 'use', '.');
      expect(run('cat', join(root, 'go.work'))).toBe(read('go.work'));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
