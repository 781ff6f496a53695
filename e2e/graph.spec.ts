import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testEnvironment } from './rig/environment.ts';
import { linkModules, linkPlugin, REPOSITORY } from './rig/link-modules.ts';
import { makeFolder, type Workspace } from './rig/workspace.ts';

interface ShownProject {
  readonly root: string;
  readonly metadata: { readonly technologies: readonly string[] };
  readonly targets: Readonly<Record<string, { readonly options: object }>>;
}

interface Graph {
  readonly graph: { readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>> };
}

// Each question is an nx of its own, and a busy machine takes seconds for one.
jest.setTimeout(120_000);

/** A workspace whose nx.json registers the plugin, from its sources, with these files. */
function makeGoWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const workspace = makeFolder('inferred');
  linkModules(workspace.root);
  linkPlugin(workspace.root);
  const plugin = 'nx-go-run/plugin';
  workspace.write(
    'nx.json',
    JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins: [plugin] }),
  );
  workspace.write('package.json', JSON.stringify({ name: 'workspace', private: true }));
  for (const [file, text] of Object.entries(files)) workspace.write(file, text);
  return workspace;
}

const FILES = {
  'go.work': 'go 1.22\n\nuse (\n\t./apps/api\n\t./libs/words\n)\n',
  'apps/api/go.mod': 'module example.test/api\n\ngo 1.22\n',
  'apps/api/project.json': '{"name":"api"}',
  'apps/api/cmd/api/main.go':
    'package main\n\nimport (\n\t"net/http"\n\n\t"example.test/words"\n)\n\nfunc main() {\n\thttp.HandleFunc("/healthz", nil)\n\thttp.ListenAndServe(":4321", nil)\n\tprintln(words.Greeting)\n}\n',
  'apps/api/cmd/worker/main.go': 'package main\n\nfunc main() {}\n',
  'apps/own/go.mod': 'module example.test/own\n\ngo 1.22\n',
  'apps/own/main.go':
    'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":4322", nil) }\n',
  'apps/own/project.json':
    '{"name":"own","targets":{"serve":{"executor":"nx-go-run:go-run","options":{"args":"-p 1"}},"test":{"command":"go test ./...","inputs":["default","goModuleFiles"]}}}',
  'libs/words/go.mod': 'module example.test/words\n\ngo 1.22\n',
  'libs/words/words.go': 'package words\n\nconst Greeting = "hello"\n',
};

describe('the plugin in nx.json', () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = makeGoWorkspace(FILES);
  });
  afterAll(() => workspace.delete());

  const nx = async (...args: string[]) => {
    const command = [join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'), ...args];
    const { stdout } = await promisify(execFile)('node', command, {
      cwd: workspace.root,
      env: testEnvironment({}),
    });
    return stdout;
  };
  const show = async (project: string): Promise<ShownProject> =>
    JSON.parse(await nx('show', 'project', project, '--json'));

  it('gives a project its programs’ targets, with what their sources say', async () => {
    const { targets, metadata } = await show('api');
    const ending = ['build', 'test', 'tidy', 'tidy-check', 'vet'];
    expect(Object.keys(targets).sort()).toEqual([...ending, 'serve', 'serve-worker'].sort());
    expect(targets['serve']).toMatchObject({
      executor: 'nx-go-run:go-run',
      continuous: true,
      readyWhen: { signal: true },
      options: { file: 'cmd/api', port: 4321, readyUrl: '/healthz' },
      metadata: { technologies: ['go'], help: { command: 'npx nx run api:serve --help' } },
    });
    expect(metadata.technologies).toContain('go');
  });

  it('leaves a target that a project defines itself as it is', async () => {
    const { targets } = await show('own');
    expect(targets['serve']?.options).toEqual({ args: '-p 1' });
  });

  it('makes a module without more a project', async () => {
    expect(await show('words')).toMatchObject({ root: 'libs/words', projectType: 'library' });
  });

  it('tells nx graph and nx affected what imports what', async () => {
    await nx('graph', '--file=graph.json');
    const { graph } = JSON.parse(workspace.read('graph.json')) as Graph;
    expect(graph.dependencies['api']).toMatchObject([{ target: 'words' }]);
    expect(graph.dependencies['own']).toEqual([]);
    const affected = await nx('show', 'projects', '--affected', '--files=libs/words/words.go');
    expect(affected.trim().split('\n').sort()).toEqual(['api', 'words']);
  });

  it('tells nx affected which projects a go.work, or a module within it, concerns, by the inputs of their targets', async () => {
    const affectedBy = async (file: string) =>
      (await nx('show', 'projects', '--affected', `--files=${file}`)).trim().split('\n').sort();
    expect(await affectedBy('go.work')).toEqual(['api', 'own', 'words']);
    expect(await affectedBy('go.work.sum')).toEqual(['api', 'own', 'words']);
    // Of two modules in a go.work that require a third the higher version counts for both.
    expect(await affectedBy('apps/api/go.mod')).toEqual(['api', 'words']);
  });

  it('follows a new main package', async () => {
    workspace.write('libs/words/cmd/print/main.go', 'package main\n\nfunc main() {}\n');
    expect((await show('words')).targets['serve']?.options).toEqual({ file: 'cmd/print' });
  });
});
