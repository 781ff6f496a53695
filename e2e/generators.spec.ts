import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** ms; a machine on which nothing is cached downloads and builds swag, and compiles net/http. */
const FIRST_BUILD = 240_000;

/** What the generators add is listed already, so that nothing has to be installed. */
function makeListed(name: string): Workspace {
  const workspace = makeWorkspace(name);
  const devDependencies = { 'nx-go-run': '0.0.0', vite: '8.0.0' };
  workspace.write('package.json', JSON.stringify({ name: 'workspace', private: true, devDependencies }));
  return workspace;
}

describe('the generators', () => {
  let rig: Rig;
  const generate = async (...args: string[]) => {
    const nx = rig.nx(['generate', ...args, '--no-interactive']);
    const { code } = await nx.ended();
    return { code, output: nx.output };
  };
  beforeEach(async () => {
    rig = await openRig({ make: makeListed });
  });
  afterEach(() => rig.end());

  it('make a service with an OpenAPI document, and a frontend that reaches it', async () => {
    const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
    const made = await generate(
      'nx-go-run:application',
      'apps/my-api',
      '--swagger',
      '--frontend=web',
      `--port=${apiPort}`,
    );
    expect(made).toMatchObject({ code: 0 });
    expect(rig.workspace.read('go.work')).toContain('\t./apps/my-api\n');
    const nx = rig.nx(['serve', 'web', `--port=${webPort}`]);
    await rig.events.next('ready', undefined, FIRST_BUILD);
    await nx.printed(`http://localhost:${webPort}/`);
    await nx.printed('my-api is ready at ');
    const ask = async (url: string) => (await fetch(url)).text();
    expect(await ask(`http://localhost:${webPort}/`)).toContain('<script type="module" src="/src/main.ts">');
    expect(await ask(`http://localhost:${webPort}/api/greeting?name=Ada`)).toContain('Hello, Ada!');
    expect(await ask(`http://localhost:${apiPort}/swagger/doc.json`)).toContain('Greets somebody');
    nx.interrupt();
    await nx.ended();
    await rig.allGone();
  });

  it('write the target of a program that is there, once, and change nothing the second time', async () => {
    const { workspace } = rig;
    workspace.write('apps/app/project.json', '{ "name": "app" }\n');
    expect(await generate('nx-go-run:configuration', 'app')).toMatchObject({ code: 0 });
    const before = workspace.read('apps/app/project.json');
    expect(JSON.parse(before)).toMatchObject({ targets: { serve: { executor: 'nx-go-run:go-run' } } });

    const again = await generate('nx-go-run:configuration', 'app');
    expect(again.code).toBe(1);
    expect(again.output).toContain('app has a target serve already');
    expect(workspace.read('apps/app/project.json')).toBe(before);

    const nxJson = workspace.read('nx.json');
    expect((await generate('nx-go-run:init')).output).toContain('already set up');
    expect(workspace.read('nx.json')).toBe(nxJson);

    rig.nx(['serve', 'app']);
    expect((await rig.nextRun()).hello.version).toBe('1');
  });

  it('name the main packages where there are several and nobody to ask', async () => {
    rig.workspace.write('apps/app/project.json', '{ "name": "app" }\n');
    rig.workspace.write('apps/app/cmd/worker/main.go', 'package main\n\nfunc main() {}\n');
    const { code, output } = await generate('nx-go-run:configuration', 'app');
    expect(code).toBe(1);
    expect(output).toContain('app has several main packages: ., cmd/worker. Choose one, such as --file=.');
  });
});
