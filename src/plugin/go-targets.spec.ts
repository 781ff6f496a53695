import type { CreateNodesResultV2, ProjectConfiguration } from '@nx/devkit';
import { createFiles } from '../files/testing/temporary-files.ts';
import { createNodes } from './create-nodes.ts';
import { nameTargets, type PluginOptions } from './plugin-options.ts';

const MAIN = 'package main\n\nfunc main() {}\n';
const LIBRARY = 'package words\n';
const mod = (path: string, more = '') => `module ${path}\n\ngo 1.26.0\n${more}`;

/** What is inferred for a workspace with these files, by project root. */
async function infer(
  files: Readonly<Record<string, string>>,
  options: PluginOptions = {},
  plugins: string[] = [],
): Promise<Record<string, Omit<ProjectConfiguration, 'root'>>> {
  using written = createFiles({ 'package.json': '{}', ...files });
  const context = { workspaceRoot: written.path('.'), nxJsonConfiguration: { plugins } };
  const results: CreateNodesResultV2 = await createNodes[1](Object.keys(files), options, context);
  return Object.fromEntries(
    results.flatMap(([, { projects }]) =>
      Object.entries(projects as Record<string, Omit<ProjectConfiguration, 'root'>>),
    ),
  );
}

const namesOf = (project: Omit<ProjectConfiguration, 'root'> | undefined) =>
  Object.keys(project?.targets ?? {}).sort();

describe('the targets that end', () => {
  it('are given to each project with Go, build only to one with a program, lint where it is configured', async () => {
    const { api, words, lint } = await infer({
      'api/go.mod': mod('example.test/api'),
      'api/main.go': MAIN,
      'words/go.mod': mod('example.test/words'),
      'words/words.go': LIBRARY,
      'lint/go.mod': mod('example.test/lint'),
      'lint/.golangci.yml': 'version: "2"\n',
    });
    expect(namesOf(api)).toEqual(['build', 'serve', 'test', 'tidy', 'tidy-check', 'vet']);
    expect(namesOf(words)).toEqual(['test', 'tidy', 'tidy-check', 'vet']);
    expect(namesOf(lint)).toEqual(['lint', 'test', 'tidy', 'tidy-check', 'vet']);
    expect(api?.targets?.['build']).toMatchObject({
      executor: 'nx-go-run:build',
      cache: true,
      outputs: ['{options.outputPath}'],
      options: { outputPath: 'dist/api' },
    });
    expect(words?.targets?.['tidy']).toMatchObject({ executor: 'nx-go-run:go', cache: false });
  });

  it('are given to a project that has only tests', async () => {
    const files = { 'e2e/project.json': '{"name":"e2e"}', 'e2e/api_test.go': 'package e2e\n' };
    expect(namesOf((await infer(files))['e2e'])).toEqual(['test', 'tidy', 'tidy-check', 'vet']);
  });

  it('are not given to a project without Go', async () => {
    expect(await infer({ 'web/project.json': '{"name":"web"}', 'go.mod': mod('example.test/all') })).toEqual(
      {},
    );
  });

  it('leave alone what a project defines itself', async () => {
    const targets = { test: { command: 'make test' }, vet: { options: { flags: '-unsafeptr=false' } } };
    const { api } = await infer({
      'api/project.json': JSON.stringify({ name: 'api', targets }),
      'api/package.json': '{"scripts":{"build":"make"}}',
      'api/main.go': MAIN,
    });
    expect(namesOf(api)).toEqual(['serve', 'tidy', 'tidy-check', 'vet']);
  });

  it('have the names of the option, and those that are false are not there', async () => {
    const files = { 'api/go.mod': mod('example.test/api'), 'api/main.go': MAIN };
    const targets = { build: 'compile', vet: false, tidy: false, 'tidy-check': false } as const;
    expect(namesOf((await infer(files, { targets }))['api'])).toEqual(['compile', 'serve', 'test']);
    expect(namesOf((await infer(files, { targets: false }))['api'])).toEqual(['serve']);
  });

  it('depend on what generates code, by its name', async () => {
    const files = { 'api/go.mod': mod('example.test/api'), 'api/main.go': MAIN };
    const dependsOn = async (options: PluginOptions) =>
      (await infer(files, options))['api']?.targets?.['test']?.dependsOn;
    expect(await dependsOn({})).toEqual(['generate', '^generate']);
    expect(await dependsOn({ targets: { generate: 'gen' } })).toEqual(['gen', '^gen']);
    expect(await dependsOn({ targets: { generate: false } })).toBeUndefined();
  });

  it('build beside the folder in which serve has its binary', async () => {
    const outputOf = async (outputPath: string) => {
      const serve = { options: { outputPath } };
      const project = JSON.stringify({ name: 'api', targets: { serve } });
      const { [`apps/api`]: api } = await infer({
        'apps/api/project.json': project,
        'apps/api/main.go': MAIN,
      });
      return (api?.targets?.['build']?.options as { outputPath: string }).outputPath;
    };
    expect(await outputOf('dist/apps/api')).toBe('dist/apps/api-build');
    expect(await outputOf('{workspaceRoot}/dist/{projectRoot}/serve')).toBe('dist/apps/api-build');
    expect(await outputOf('dist')).toBe('dist/apps/api');
    expect(await outputOf('bin')).toBe('dist/apps/api');
  });

  it('step aside for another plugin for Go, unless they are asked for', async () => {
    const files = { 'api/go.mod': mod('example.test/api') };
    for (const other of ['@nx-go/nx-go', '@naxodev/gonx/plugin']) {
      expect(namesOf((await infer(files, {}, [other]))['api'])).toEqual([]);
      expect(namesOf((await infer(files, { targets: { test: 'test' } }, [other]))['api'])).toContain('test');
    }
  });
});

describe('the inputs', () => {
  const inputsOf = async (files: Readonly<Record<string, string>>, root: string) => {
    const { [root]: project } = await infer(files);
    return (project?.namedInputs?.['goSources'] ?? []).filter((one) => typeof one === 'string');
  };

  it('are, of a module alone, the project’s files', async () => {
    expect(await inputsOf({ 'api/go.mod': mod('example.test/api'), 'api/main.go': MAIN }, 'api')).toEqual([
      '{projectRoot}/**/*',
    ]);
  });

  it('have the go.mod of all modules within a go.work, and of folders of replace without one', async () => {
    const two = {
      'api/go.mod': mod('example.test/api', 'replace example.test/x => ../x\n'),
      'x/go.mod': mod('x'),
    };
    expect(await inputsOf({ ...two, 'go.work': 'use ./api\nuse ./x\n' }, 'api')).toEqual([
      '{projectRoot}/**/*',
      'goModuleFiles',
      '{workspaceRoot}/**/go.mod',
      '{workspaceRoot}/**/go.sum',
    ]);
    expect(await inputsOf(two, 'api')).toEqual([
      '{projectRoot}/**/*',
      '{workspaceRoot}/x/go.mod',
      '{workspaceRoot}/x/go.sum',
    ]);
  });

  it('have packages of the module that belong to no project, with what they embed, and what is vendored', async () => {
    const files = {
      'go.mod': mod('example.test/all'),
      'vendor/modules.txt': '',
      'apps/api/project.json': '{"name":"api"}',
      'apps/api/main.go': MAIN,
      'apps/web/project.json': '{"name":"web"}',
      'apps/web/web.go': 'package web\n',
      'internal/[db]/db.go': 'package db\n',
      'root.go': 'package root\n\n//go:embed all:migrations/*.sql "page.html"\nvar files embed.FS\n',
      'other/go.mod': mod('example.test/other'),
      'other/other.go': 'package other\n',
    };
    expect(await inputsOf(files, 'apps/api')).toEqual([
      '{projectRoot}/**/*',
      'goModuleFiles',
      '{workspaceRoot}/vendor/**/*',
      '{workspaceRoot}/internal/[[]db[]]/*',
      '{workspaceRoot}/*',
      '{workspaceRoot}/migrations/*.sql',
      '{workspaceRoot}/migrations/*.sql/**/*',
      '{workspaceRoot}/page.html',
      '{workspaceRoot}/page.html/**/*',
    ]);
  });

  it('have Go’s version and settings by one command for all modules with the same lines', async () => {
    const projects = await infer({
      'a/go.mod': mod('a', 'toolchain go1.26.8\n'),
      'b/go.mod': mod('b', 'toolchain go1.26.8\n'),
      'c/go.mod': 'module c\n\ngo 1.26$(reboot)\n',
    });
    const runtimes = ['a', 'b', 'c'].map((root) => projects[root]?.namedInputs?.['goSources']?.at(1));
    const same = { runtime: 'node -r nx-go-run/identity -e 0 1.26.0 go1.26.8' };
    expect(runtimes).toEqual([same, same, { runtime: 'node -r nx-go-run/identity -e 0 - -' }]);
  });

  it('are of dependencies all but tests', async () => {
    const { api } = await infer({ 'api/go.mod': mod('example.test/api'), 'api/main.go': MAIN });
    expect(api?.targets?.['test']?.inputs).toEqual(['goSources', '^{projectRoot}/**/!(*_test.go)']);
    expect(api?.targets?.['build']?.inputs).toContain('!{projectRoot}/**/*_test.go');
  });
});

describe('nameTargets', () => {
  it.each<[unknown, string]>([
    [{ biuld: 'x' }, 'biuld is none of build, test, vet, lint, tidy, tidy-check, generate'],
    [{ build: '' }, 'build must be false, or a name'],
    [{ build: 'a:b' }, 'build must be false, or a name'],
    [{ build: true }, 'build must be false, or a name'],
    [{ build: 'test' }, 'test would name two targets'],
    [{ build: 'serve' }, 'serve would name two targets'],
    [['build'], 'it must be false, or name targets'],
    [null, 'it must be false, or name targets'],
  ])('refuses %j', (targets, message) => {
    const options = { targets } as PluginOptions;
    expect(() => nameTargets(options, {})).toThrow(`nx.json: nx-go-run/plugin: targets: ${message}`);
  });
});
