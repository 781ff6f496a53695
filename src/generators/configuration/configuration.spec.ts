import { jest } from '@jest/globals';
import { addProjectConfiguration, logger, readProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readAllProjects } from '../all-projects.ts';
import { configuration, type ConfigurationOptions } from './configuration.ts';
import type { Ask } from './find-project.ts';

const nobody: Ask = () => Promise.resolve(undefined);
const MAIN = 'package main\n\nfunc main() {}\n';

describe('configuration', () => {
  let tree: Tree;
  beforeEach(() => {
    jest.spyOn(logger, 'info').mockImplementation(() => undefined);
    tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'api', {
      root: 'apps/api',
      targets: { test: { command: 'go test ./...' } },
    });
    tree.write('apps/api/go.mod', 'module example.test/api\n\ngo 1.22.0\n');
  });

  const generate = (more: Partial<ConfigurationOptions> = {}, ask = nobody) =>
    configuration(tree, { project: 'api', skipFormat: true, ...more }, ask);
  const target = (name = 'serve', project = 'api') => readProjectConfiguration(tree, project).targets?.[name];
  const go = (path: string, text = MAIN) => tree.write(`apps/api/${path}`, text);

  it('writes no option for the only main package in the root, and keeps the other targets', async () => {
    go('main.go');
    await generate();
    expect(target()).toEqual({ executor: 'nx-go-run:go-run', options: {} });
    expect(target('test')).toEqual({ command: 'go test ./...' });
  });

  it('reads port, ready URL, swagger and env file off the sources', async () => {
    go('cmd/api/main.go', '// Command api.\npackage main\n\n// @title My API\nfunc main() { run() }\n');
    go('cmd/api/run.go', 'package main\n\nfunc run() { http.ListenAndServe(":8080", routes()) }\n');
    go('cmd/api/run_test.go', 'package main\n\nvar other = ":9999"\n');
    go('internal/routes.go', 'package internal\n\nvar x = mux.HandleFunc("GET /healthz", healthz)\n');
    go('.env', 'WORD=hello\n');
    await generate();
    expect(target()?.options).toEqual({
      file: 'cmd/api',
      port: 8080,
      readyUrl: '/healthz',
      swagger: true,
      envFile: '.env',
    });
  });

  it('names the file that has the annotations where it is of another package', async () => {
    go('main.go');
    go('internal/doc.go', '// @title My API\npackage internal\n');
    await generate();
    expect(target()?.options).toEqual({ swagger: { generalInfo: 'internal/doc.go' } });
    await generate({ force: true, swagger: false });
    expect(target()?.options).toEqual({});
  });

  it('restarts GoFrame for its configuration, and takes the port from there', async () => {
    go('main.go');
    go('go.mod', 'module api\n\ngo 1.22.0\n\nrequire github.com/gogf/gf/v2 v2.7.0\n');
    go('manifest/config/config.yaml', 'server:\n  address:     ":8000"\n');
    await generate();
    expect(target()?.options).toEqual({
      port: 8000,
      include: [{ glob: 'manifest/config/**/*.yaml', action: 'restart' }],
    });
  });

  it('asks which of several main packages is meant', async () => {
    go('cmd/api/main.go');
    go('cmd/worker/main.go', 'package main\n\nvar x = run(":7000")\n');
    const asked: (readonly string[])[] = [];
    await generate({}, (_question, choices) => {
      asked.push(choices);
      return Promise.resolve('cmd/worker');
    });
    expect(asked).toEqual([['cmd/api', 'cmd/worker']]);
    expect(target()?.options).toEqual({ file: 'cmd/worker', port: 7000 });
  });

  it('names them, and the option, where there is nobody to ask', async () => {
    go('cmd/api/main.go');
    go('cmd/worker/main.go');
    await expect(generate()).rejects.toThrow(
      'api has several main packages: cmd/api, cmd/worker. Choose one, such as --file=cmd/api',
    );
    await generate({ file: 'cmd/worker/main.go', port: 7001, target: 'work' });
    expect(target('work')?.options).toEqual({ file: 'cmd/worker/main.go', port: 7001 });
    await expect(generate({ file: 'cmd/nothing' })).rejects.toThrow('there is no cmd/nothing in apps/api');
  });

  it('replaces no target unless it is told to', async () => {
    go('main.go');
    await generate();
    await expect(generate({ port: 1 })).rejects.toThrow(
      'api has a target serve already (nx-go-run:go-run). Replace it by --force',
    );
    expect(target()?.options).toEqual({});
    await generate({ port: 8080, force: true });
    expect(target()?.options).toEqual({ port: 8080 });
  });

  it('passes over tests, vendored and ignored files, and projects within the project', async () => {
    go('main.go');
    go('gen.go', `//go:build ignore\n\n${MAIN}`);
    go('vendor/x/main.go');
    go('testdata/main.go');
    go('nested/main.go');
    addProjectConfiguration(tree, 'nested', { root: 'apps/api/nested' });
    await generate();
    expect(target()?.options).toEqual({});
  });

  it('finds a project that a plugin infers, by its name and by its folder, which keeps its name', async () => {
    tree.write('services/v1/api/main.go', MAIN);
    const inferred = { 'v1-api': { root: 'services/v1/api', targets: { serve: {} } } };
    const readProjects = (of: Tree) => readAllProjects(of, () => Promise.resolve(inferred));
    for (const project of ['v1-api', 'services/v1/api']) {
      await configuration(tree, { project, skipFormat: true, force: true }, nobody, readProjects);
      expect(readProjectConfiguration(tree, 'v1-api')).toMatchObject({ root: 'services/v1/api' });
      expect(target('serve', 'v1-api')).toEqual({ executor: 'nx-go-run:go-run', options: {} });
      tree.delete('services/v1/api/project.json');
    }
    await expect(configuration(tree, { project: 'v2' }, nobody, readProjects)).rejects.toThrow(
      'There is no project and no folder v2. Projects: api, v1-api.',
    );
  });

  it('makes a project of a folder, and says what there is where it finds neither', async () => {
    tree.write('tools/probe/main.go', MAIN);
    await generate({ project: 'tools/probe/' });
    expect(target('serve', 'probe')).toEqual({ executor: 'nx-go-run:go-run', options: {} });
    await expect(generate({ project: 'aip' })).rejects.toThrow('There is no project and no folder aip.');
    await expect(generate({ project: 'api' })).rejects.toThrow('api has no main package');
  });
});
