import { execFileSync } from 'node:child_process';
import { testEnvironment } from './rig/environment.ts';
import { linkPlugin } from './rig/link-modules.ts';
import { adoptRepository, QUICK_NPM, whyWithout } from './rig/nx-majors.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Workspace } from './rig/workspace.ts';

/** The newest that @nx-go/nx-go 4.1.1 works with: it brings a second Nx beside a newer one. */
const MAJOR = 22;

const missing = whyWithout(MAJOR);
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);
const test = missing === undefined ? it : it.skip;

interface Graph {
  readonly graph: { readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>> };
}

/** The rig's two modules in a go.work, and a tool outside of it that has a library by `replace` alone. */
async function makeBoth(): Promise<Workspace> {
  const workspace = await adoptRepository(MAJOR, 'both');
  execFileSync('npm', ['install', '--save-dev', '@nx-go/nx-go@4'], {
    cwd: workspace.root,
    env: testEnvironment(QUICK_NPM),
    stdio: 'pipe',
  });
  linkPlugin(workspace.root);
  const replace = 'require example.test/other v0.0.0\n\nreplace example.test/other => ../../libs/other\n';
  workspace.write('tools/gen/go.mod', `module example.test/gen\n\ngo 1.22.0\n\n${replace}`);
  workspace.write(
    'tools/gen/main.go',
    'package main\n\nimport "example.test/other"\n\nfunc main() { println(other.Word) }\n',
  );
  workspace.write('libs/other/go.mod', 'module example.test/other\n\ngo 1.22.0\n');
  workspace.write('libs/other/other.go', 'package other\n\nconst Word = "other"\n');
  for (const root of ['apps/app', 'libs/words', 'tools/gen', 'libs/other'])
    workspace.write(`${root}/project.json`, JSON.stringify({ name: root.split('/')[1] }));
  return workspace;
}

describe('beside @nx-go/nx-go', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  test(`the plugin leaves the graph to it, unless it is told to make it, too${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
    const workspace = await makeBoth();
    rig = await openRig({ make: () => workspace });
    const dependenciesOf = async (ours: unknown, project: string) => {
      const settings = { analytics: false, neverConnectToCloud: true };
      workspace.write('nx.json', JSON.stringify({ ...settings, plugins: ['@nx-go/nx-go', ours] }));
      const nx = rig.nx(['graph', '--file=graph.json']);
      expect([(await nx.ended()).code, nx.output]).toEqual([0, nx.output]);
      const { graph } = JSON.parse(workspace.read('graph.json')) as Graph;
      return (graph.dependencies[project] ?? []).map(({ target }) => target);
    };
    const plugin = 'nx-go-run/plugin';
    // Of go.work's modules the other plugin knows, of a replaced one it doesn't.
    expect(await dependenciesOf(plugin, 'app')).toEqual(['words']);
    expect(await dependenciesOf(plugin, 'gen')).toEqual([]);
    expect(await dependenciesOf({ plugin, options: { dependencies: true } }, 'gen')).toEqual(['other']);
    const shown = rig.nx(['show', 'project', 'app', '--json']);
    await shown.ended();
    expect(shown.output).toContain('"executor":"nx-go-run:go-run"');
  });
});
