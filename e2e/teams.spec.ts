import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { testEnvironment } from './rig/environment.ts';
import { REPOSITORY } from './rig/link-modules.ts';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { readSteps } from './rig/page-steps.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** ms; a machine on which nothing is cached downloads and builds the cache's programs. */
const LONG = 240_000;

const PAGE = readFileSync(join(REPOSITORY, 'docs/teams.md'), 'utf8');
const RECIPE = /^## One build cache[\s\S]*?(?=^## )/m.exec(PAGE)?.[0] ?? '';

/** A program that imports next to nothing, since all of it is compiled. */
function makeSmall(name: string): Workspace {
  const workspace = makeWorkspace(name);
  workspace.remove('apps/app');
  workspace.configure({ hotBuild: false });
  workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22.0\n');
  workspace.write(
    'apps/app/main.go',
    'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
  );
  return workspace;
}

/** Where this machine's Go has its files, for commands with another home. */
function goFolders(): Record<string, string> {
  const names = ['GOPATH', 'GOMODCACHE', 'GOCACHE'];
  const values = execFileSync('go', ['env', ...names], { env: testEnvironment({}), encoding: 'utf8' });
  return Object.fromEntries(
    values
      .trim()
      .split('\n')
      .map((value, index) => [names[index] ?? '', value]),
  );
}

describe('the recipe for one build cache, in docs/teams.md', () => {
  let rig: Rig;
  afterAll(() => rig.end());

  it('lets a machine take what another one has compiled', async () => {
    rig = await openRig({ make: makeSmall });
    const bin = rig.workspace.path('bin');
    const env = {
      ...goFolders(),
      GOBIN: bin,
      PATH: [bin, testEnvironment({})['PATH']].join(delimiter),
      CACHE_ADDRESS: `127.0.0.1:${await findFreePort()}`,
    };
    const homeOf = (machine: string) => ({ ...env, HOME: rig.workspace.path(machine) });
    const run = async (script: string, machine: string) => {
      const task = rig.shell(script, '.', homeOf(machine));
      const { code } = await rig.until(`the end of ${script}`, () => task.exit, LONG);
      return { code, output: task.output };
    };

    const [installServer, serve, setUp, ...rest] = readSteps(RECIPE);
    if (installServer?.kind !== 'run' || serve?.kind !== 'serve' || setUp?.kind !== 'run')
      throw new Error('the recipe has other steps than this test knows');
    expect(rest).toEqual([]);
    expect(await run(installServer.script, 'server')).toMatchObject({ code: 0 });
    const server = rig.shell(serve.script, '.', homeOf('server'));

    const first = rig.shell(
      `${setUp.script}\nexec node node_modules/nx/dist/bin/nx.js serve app`,
      '.',
      homeOf('first'),
    );
    await rig.events.next('started', undefined, LONG);
    first.interrupt();
    await first.ended();

    // As go-run builds, but telling what it does.
    const build = `cd apps/app && go build -x -o "$HOME/app" '-ldflags=-s -w' .`;
    const second = await run(`${setUp.script}\n${build}`, 'second');
    expect(second.code).toBe(0);
    expect(second.output).toContain('/link');
    const compiled = second.output.split('\n').filter((line) => /\/compile(\.exe)? /.test(line));
    expect(compiled).toEqual([]);
    server.interrupt();
    await server.ended();
  });
});
