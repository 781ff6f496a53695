import type { CreateDependenciesContext } from '@nx/devkit';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDependencies } from './create-dependencies.ts';
import type { PluginOptions } from './plugin-options.ts';

const main = (...paths: string[]) =>
  `package main\n\nimport (\n${paths.map((path) => `\t"${path}"\n`).join('')})\n`;
const mod = (path: string, more = '') => `module ${path}\n\ngo 1.22\n${more}`;

describe('createDependencies', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-go-run-graph-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** The edges of a workspace with these files, as `source > target`, sorted. `roots` are projects, named so. */
  async function edgesOf(
    files: Readonly<Record<string, string>>,
    roots: readonly string[],
    options: PluginOptions = {},
    plugins: readonly string[] = [],
    onDisk: Readonly<Record<string, string>> = files,
  ): Promise<string[]> {
    const projectFileMap: Record<string, { file: string; hash: string }[]> = Object.fromEntries(
      roots.map((one) => [one, []]),
    );
    const nonProjectFiles: { file: string; hash: string }[] = [];
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), onDisk[file] ?? '');
      const owner = roots
        .filter((one) => one === '.' || file.startsWith(`${one}/`))
        .sort((one, other) => other.length - one.length)[0];
      const data = { file, hash: createHash('sha1').update(text).digest('hex') };
      (owner === undefined ? nonProjectFiles : (projectFileMap[owner] ?? [])).push(data);
    }
    const fileMap = { projectFileMap, nonProjectFiles };
    const context: CreateDependenciesContext = {
      workspaceRoot: root,
      externalNodes: {},
      projects: Object.fromEntries(roots.map((one) => [one, { root: one }])),
      nxJsonConfiguration: { plugins: [...plugins] },
      fileMap,
      filesToProcess: fileMap,
    };
    const edges = await createDependencies(options, context);
    return edges.map(({ source, target }) => `${source} > ${target}`).sort();
  }

  const two = {
    'go.work': 'go 1.22\n\nuse (\n\t./api\n\t./lib\n)\n',
    'api/go.mod': mod('example.com/api'),
    'api/main.go': main('fmt', 'example.com/lib/words'),
    'lib/go.mod': mod('example.com/lib'),
    'lib/words/words.go': 'package words\n',
  };

  it('finds what go.work’s modules import of each other', async () => {
    expect(await edgesOf(two, ['api', 'lib'])).toEqual(['api > lib']);
  });

  it('finds nothing for a module that go.work does not use, and go would fetch', async () => {
    expect(await edgesOf({ ...two, 'go.work': 'go 1.22\n\nuse ./api\n' }, ['api', 'lib'])).toEqual([]);
  });

  it('follows a replace to a folder, without go.work and within it', async () => {
    const files = {
      'api/go.mod': mod('example.com/api', 'replace example.com/old v1.0.0 => ../lib\n'),
      'api/main.go': main('example.com/old/words'),
      'lib/go.mod': mod('example.com/lib'),
      'lib/words/words.go': 'package words\n',
    };
    expect(await edgesOf(files, ['api', 'lib'])).toEqual(['api > lib']);
    expect(await edgesOf({ ...files, 'go.work': 'use ./api\n' }, ['api', 'lib'])).toEqual(['api > lib']);
    const inWork = { ...files, 'api/go.mod': mod('example.com/api') };
    const work = 'use ./api\nreplace example.com/old => ./lib\n';
    expect(await edgesOf({ ...inWork, 'go.work': work }, ['api', 'lib'])).toEqual(['api > lib']);
  });

  it('does not take a module for another whose path begins with the same letters', async () => {
    const files = {
      'go.work': 'use (\n./app\n./a\n./ab\n)\n',
      'app/go.mod': mod('example.com/app'),
      'app/main.go': main('example.com/ab/x'),
      'a/go.mod': mod('example.com/a'),
      'ab/go.mod': mod('example.com/ab'),
    };
    expect(await edgesOf(files, ['app', 'a', 'ab'])).toEqual(['app > ab']);
    const fetched = { ...files, 'app/main.go': main('example.com/abc/x') };
    expect(await edgesOf(fetched, ['app', 'a', 'ab'])).toEqual([]);
  });

  it('takes the longest module path, also that of a module from elsewhere', async () => {
    const files = {
      'go.work': 'use (\n./app\n./a\n./other/b\n)\n',
      'app/go.mod': mod('example.com/app'),
      'app/main.go': main('example.com/a/b/x'),
      'a/go.mod': mod('example.com/a'),
      'other/b/go.mod': mod('example.com/a/b'),
    };
    const roots = ['app', 'a', 'other/b'];
    expect(await edgesOf(files, roots)).toEqual(['app > other/b']);
    const fetched = {
      ...files,
      'go.work': 'use (\n./app\n./a\n)\n',
      'app/go.mod': mod('example.com/app', 'require example.com/a/b v1.0.0\n'),
    };
    expect(await edgesOf(fetched, roots)).toEqual([]);
  });

  it('tells projects of one module apart, the nested one too', async () => {
    const files = {
      'go.mod': mod('example.com/all'),
      'apps/api/main.go': main('example.com/all/libs/db/tx', 'example.com/all/apps/api/internal/x'),
      'apps/api/tools/gen/main.go': main('example.com/all/libs/db'),
      'apps/api/internal/x/x.go': 'package x\n',
      'libs/db/db.go': 'package db\n\nimport _ "example.com/all/apps/api/tools/gen"\n',
      'libs/db/tx/tx.go': 'package tx\n',
    };
    expect(await edgesOf(files, ['apps/api', 'apps/api/tools', 'libs/db'])).toEqual([
      'apps/api > libs/db',
      'apps/api/tools > libs/db',
      'libs/db > apps/api/tools',
    ]);
  });

  it('counts what only tests or excluded files import', async () => {
    const rest = { ...two, 'api/main.go': main('fmt') };
    const test = 'package api_test\n\nimport "example.com/lib"\n';
    expect(await edgesOf({ ...rest, 'api/api_test.go': test }, ['api', 'lib'])).toEqual(['api > lib']);
    const windows = '//go:build windows\n\npackage api\n\nimport "example.com/lib"\n';
    expect(await edgesOf({ ...rest, 'api/api_windows.go': windows }, ['api', 'lib'])).toEqual(['api > lib']);
  });

  it.each(['vendor/x', 'testdata', '_old', '.hidden'])('passes over %s', async (folder) => {
    const { 'api/main.go': source, ...rest } = two;
    expect(await edgesOf({ ...rest, [`api/${folder}/main.go`]: source }, ['api', 'lib'])).toEqual([]);
  });

  it('passes over imports of folders outside the workspace, and files that are no Go', async () => {
    const files = {
      'api/go.mod': mod('example.com/api', 'replace example.com/lib => ../../lib\n'),
      'api/main.go': main('example.com/lib'),
      'api/half.go': 'import "example.com/api',
    };
    expect(await edgesOf(files, ['api', '.'])).toEqual([]);
  });

  it('gives edges of files that have not changed when another file changes what they mean', async () => {
    expect(await edgesOf({ ...two, 'lib/go.mod': mod('example.com/other') }, ['api', 'lib'])).toEqual([]);
    expect(await edgesOf(two, ['api', 'lib'])).toEqual(['api > lib']);
  });

  it('reads files whose content has changed, and others no more', async () => {
    const roots = ['api', 'lib'];
    expect(await edgesOf(two, roots)).toEqual(['api > lib']);
    expect(await edgesOf(two, roots, {}, [], { ...two, 'api/main.go': '' })).toEqual(['api > lib']);
    expect(await edgesOf({ ...two, 'api/main.go': main('fmt') }, roots)).toEqual([]);
  });

  it('steps aside for @nx-go/nx-go, unless told not to', async () => {
    expect(await edgesOf(two, ['api', 'lib'], {}, ['@nx-go/nx-go'])).toEqual([]);
    expect(await edgesOf(two, ['api', 'lib'], { dependencies: true }, ['@nx-go/nx-go'])).toEqual([
      'api > lib',
    ]);
    expect(await edgesOf(two, ['api', 'lib'], { dependencies: false })).toEqual([]);
  });
});
