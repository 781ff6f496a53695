import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testEnvironment } from '../rig/environment.ts';
import { linkModules, linkPlugin, REPOSITORY } from '../rig/link-modules.ts';
import { openRig } from '../rig/rig.ts';
import { makeFolder, makeWorkspace, type Workspace } from '../rig/workspace.ts';

interface ShownTarget {
  readonly executor?: string;
  readonly dependsOn?: readonly string[];
  readonly readyWhen?: object;
  readonly metadata?: { readonly description?: string };
  readonly options: object;
}

interface ShownProject {
  readonly name: string;
  readonly root: string;
  readonly targets: Readonly<Record<string, ShownTarget>>;
}

interface Graph {
  readonly graph: {
    readonly nodes: Readonly<Record<string, { readonly data: ShownProject }>>;
    readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
  };
}

// Each question is an nx of its own, and a busy machine takes seconds for one.
jest.setTimeout(120_000);

const MAIN = 'package main\n\nfunc main() {}\n';
const mod = (name: string) => `module example.test/${name}\n\ngo 1.22\n`;

/** What Nx makes of these files, with the plugin registered in an nx.json that has comments. */
async function readGraph(files: Readonly<Record<string, string>>, prepare?: (workspace: Workspace) => void) {
  const workspace = makeFolder('public');
  try {
    linkModules(workspace.root);
    linkPlugin(workspace.root);
    workspace.write(
      'nx.json',
      `{
  // Ours.
  "analytics": false,
  "neverConnectToCloud": true,
  "targetDefaults": { "serve": { "dependsOn": ["^build"] } },
  "plugins": ["nx-go-run/plugin"],
}
`,
    );
    workspace.write('package.json', '{ "name": "workspace", "private": true, "workspaces": ["packages/*"] }');
    for (const [file, text] of Object.entries(files)) workspace.write(file, text);
    prepare?.(workspace);
    await runNx(workspace, 'graph', '--file=graph.json');
    const { nodes, dependencies } = (JSON.parse(workspace.read('graph.json')) as Graph).graph;
    const projects = Object.values(nodes).map(({ data }) => data);
    return {
      roots: Object.fromEntries(projects.map(({ name, root }) => [root, name])),
      serve: (name: string, target = 'serve') => nodes[name]?.data.targets[target],
      dependencies: (name: string) => (dependencies[name] ?? []).map(({ target }) => target),
    };
  } finally {
    workspace.delete();
  }
}

async function runNx(workspace: Workspace, ...args: readonly string[]): Promise<string> {
  const command = [join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js'), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: workspace.root,
    env: testEnvironment({}),
  });
  return stdout;
}

describe('a workspace as others have it', () => {
  it('keeps its names and targets: copies, second folders, npm scripts, broken mains, comments', async () => {
    const { roots, serve, dependencies } = await readGraph({
      'go.work': 'go 1.22\n\nuse (\n\t./apps/api\n\t./libs/words\n)\n',
      'apps/api/go.mod': mod('api'),
      'apps/api/main.go': `\uFEFF${MAIN.replace('func', 'import _ "example.test/words"\r\n\r\nfunc')}`,
      'libs/words/go.mod': mod('words'),
      'libs/words/words.go': 'package words\r\n',
      // A second folder of the name, and a linked worktree with all of it once more.
      'apps/v1/api/go.mod': mod('old'),
      'apps/v1/api/main.go': MAIN,
      'wt/.git': 'gitdir: /elsewhere/.git/worktrees/wt\n',
      'wt/apps/api/go.mod': mod('api'),
      'wt/apps/api/main.go': MAIN,
      'wt/libs/words/go.mod': mod('words'),
      // Its line of main is being edited.
      'apps/broken/go.mod': mod('broken'),
      'apps/broken/main.go': 'package main\n\nfunc main( {\n',
      // Its npm script wins.
      'packages/scripted/package.json': '{ "name": "@shop/scripted", "scripts": { "serve": "air" } }',
      'packages/scripted/main.go': MAIN,
      // A target of its own, in a file with comments.
      'apps/own/project.json':
        '{\n  // Ours.\n  "name": "own", "targets": { "serve": { "executor": "nx-go-run:go-run" }, } }\n',
      'apps/own/main.go': MAIN,
    });
    expect(roots).toEqual({
      'apps/api': 'api',
      'apps/v1/api': 'apps-v1-api',
      'apps/broken': 'broken',
      'apps/own': 'own',
      'libs/words': 'words',
      'packages/scripted': '@shop/scripted',
    });
    expect(dependencies('api')).toEqual(['words']);
    for (const name of ['api', 'broken', 'own'])
      expect(serve(name)).toMatchObject({
        executor: 'nx-go-run:go-run',
        dependsOn: ['^build'],
        readyWhen: { signal: true },
      });
    expect(serve('@shop/scripted')).toMatchObject({ executor: 'nx:run-script' });
    expect(serve('@shop/scripted')?.metadata?.description ?? '').not.toContain('Go program');
  });

  it('is one project in the root, with programs, constraints, links and projects within', async () => {
    const { roots, serve } = await readGraph(
      {
        'project.json': '{ "name": "all" }',
        'go.mod': mod('all'),
        'cmd/service/main_windows.go': MAIN,
        'magefile.go': `//go:build mage\n\n${MAIN}`,
        'cmd/all/main.go': `package main\n\nconst text = \`\n//go:build ignore\n\`\n\nfunc main() {}\n`,
        'tools/gen/project.json': '{ "name": "gen" }',
        'tools/gen/main.go': `// +build tools\n\n${MAIN}`,
        '.hidden/x/go.mod': mod('x'),
        'libs/Words/go.mod': mod('words'),
      },
      ({ path }) => symlinkSync(path('libs/Words'), path('libs/link')),
    );
    expect(roots).toEqual({ '.': 'all', 'tools/gen': 'gen', 'libs/Words': 'words' });
    expect(serve('all')?.options).toEqual({ file: 'cmd/all' });
    expect(serve('all', 'serve-service')?.options).toEqual({ file: 'cmd/service' });
    expect(serve('gen')).toBeUndefined();
  });
});

describe('a generator', () => {
  it('finds a project that only the plugin infers, by its name', async () => {
    const rig = await openRig({
      make(name) {
        const workspace = makeWorkspace(name);
        const nxJson = JSON.parse(workspace.read('nx.json')) as object;
        workspace.write('nx.json', JSON.stringify({ ...nxJson, plugins: ['nx-go-run/plugin'] }));
        workspace.remove('apps/app/project.json');
        const devDependencies = { 'nx-go-run': '0.0.0' };
        workspace.write(
          'package.json',
          JSON.stringify({ name: 'workspace', private: true, devDependencies }),
        );
        return workspace;
      },
    });
    try {
      const nx = rig.nx(['generate', 'nx-go-run:configuration', 'app', '--no-interactive']);
      expect(await nx.ended()).toMatchObject({ code: 0 });
      expect(JSON.parse(rig.workspace.read('apps/app/project.json'))).toMatchObject({
        name: 'app',
        targets: { serve: { executor: 'nx-go-run:go-run' } },
      });
    } finally {
      await rig.end();
    }
  });
});

describe('the option env', () => {
  it('reaches go where go reads it for a build, and the program', async () => {
    const env = { GOFLAGS: '-tags=special', CGO_ENABLED: 0 };
    const rig = await openRig({ options: { watch: false, env } });
    try {
      rig.workspace.write(
        'apps/app/tagged.go',
        '//go:build special && !cgo\n\npackage main\n\nimport "os"\n\nfunc init() { parts["flags"] = os.Getenv("GOFLAGS") }\n',
      );
      rig.execute({ watch: false, env });
      const run = await rig.nextRun();
      expect(run.hello.parts['flags']).toBe('-tags=special');
      await run.exit(0);
    } finally {
      await rig.end();
    }
  });
});
