import { cpSync } from 'node:fs';
import { get } from 'node:http';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Task } from './rig/task.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** A frontend for the tests: says what Nx tells it of the API, and ends, well, when it is asked for `/end`. */
const FRONTEND = `import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.end('bye', () => request.url === '/end' && process.exit(0));
}).listen(0, '127.0.0.1', () => {
  console.log(process.argv[2] + ' on ' + server.address().port + ', the API at ' + process.env.NX_READY_URL);
});
`;

/** The rig's program as several projects with these ports, and frontends by the APIs that they wait for. */
function makeProjects(
  apis: Readonly<Record<string, number>>,
  frontends: Readonly<Record<string, readonly string[]>>,
) {
  return (name: string): Workspace => {
    const workspace = makeWorkspace(name);
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    // It gives the ready setting to the targets below.
    workspace.write('nx.json', JSON.stringify({ ...nxJson, plugins: ['nx-go-run/plugin'] }));
    workspace.write('frontend.mjs', FRONTEND);
    const write = (project: string, serve: object) =>
      workspace.write(
        `projects/${project}/project.json`,
        JSON.stringify({ name: project, targets: { serve } }),
      );
    for (const [api, port] of Object.entries(apis)) {
      cpSync(workspace.path('apps/app'), workspace.path(`projects/${api}`), { recursive: true });
      workspace.edit(`projects/${api}/go.mod`, 'example.test/app', `example.test/${api}`);
      workspace.edit('go.work', 'use (', `use (\n\t./projects/${api}`);
      write(api, { executor: 'nx-go-run:go-run', options: { args: api, port } });
    }
    for (const [frontend, projects] of Object.entries(frontends)) {
      write(frontend, {
        executor: 'nx:run-commands',
        continuous: true,
        dependsOn: [{ projects, target: 'serve', waitFor: 'ready' }],
        options: { command: `node frontend.mjs ${frontend}` },
      });
    }
    // Its go.mod alone would make it a project that is served as well.
    workspace.edit('go.work', '\t./apps/app\n', '');
    workspace.remove('apps/app');
    return workspace;
  };
}

/** Waits until a frontend has begun; gives its port and the address of the API that it was told. */
async function begun(nx: Task, frontend: string) {
  const line = await nx.printed(new RegExp(`${frontend} on \\d+, the API at \\S+`));
  const [, port, api] = /on (\d+), the API at (\S+)/.exec(line) ?? [];
  return { port: Number(port), api };
}

/** Asks a frontend to end, which ends its task well. */
function end({ port }: { readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, path: '/end' }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
  });
}

describe('with several tasks', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  it('starts an API that two frontends need once, and ends it when the last of them is done', async () => {
    const port = await findFreePort();
    rig = await openRig({ make: makeProjects({ api: port }, { shop: ['api'], admin: ['api'] }) });
    const nx = rig.nx(['run-many', '-t', 'serve', '-p', 'shop', 'admin']);
    const api = await rig.nextRun();
    expect(nx.output).not.toMatch(/shop on|admin on/);
    await api.listen(port);
    const [shop, admin] = [await begun(nx, 'shop'), await begun(nx, 'admin')];
    expect([shop.api, admin.api]).toEqual([`http://localhost:${port}/`, `http://localhost:${port}/`]);
    await end(shop);
    rig.workspace.edit('projects/api/version.go', '"1"', '"2"');
    const next = await rig.nextRun();
    expect(next.hello.version).toBe('2');
    expect(rig.programs).toHaveLength(2);
    await end(admin);
    expect(await next.nextSignal()).toBe('SIGTERM');
    expect((await nx.ended()).code).toBe(0);
    await rig.allGone();
  });

  it('starts a frontend once all of its three APIs are ready, and tells it no single address', async () => {
    const ports: Readonly<Record<string, number>> = {
      one: await findFreePort(),
      two: await findFreePort(),
      three: await findFreePort(),
    };
    rig = await openRig({ make: makeProjects(ports, { web: Object.keys(ports) }) });
    const nx = rig.nx(['run-many', '-t', 'serve']);
    const runs = [await rig.nextRun(), await rig.nextRun(), await rig.nextRun()];
    expect(runs.map(({ hello }) => hello.args[0]).sort()).toEqual(['one', 'three', 'two']);
    for (const { hello, listen } of runs) {
      expect(nx.output).not.toContain('web on');
      await listen(ports[hello.args[0] ?? '']);
      await rig.events.next('ready', ({ project }) => project === hello.args[0]);
    }
    expect((await begun(nx, 'web')).api).toBe('undefined');
    nx.interrupt();
    await nx.ended();
    await rig.allGone();
  });

  it('tells a second nx of the readiness, and leaves it without the API when the first ends', async () => {
    const port = await findFreePort();
    rig = await openRig({ make: makeProjects({ api: port }, { web: ['api'] }) });
    const first = rig.nx(['serve', 'api']);
    const api = await rig.nextRun();
    const other = rig.nx(['serve', 'api', '--args=other']);
    const second = rig.nx(['serve', 'web']);
    await other.printed('Waiting for api:serve in another nx process');
    await second.printed('Waiting for api:serve in another nx process');
    expect(second.output).not.toContain('web on');
    await api.listen(port);
    const web = await begun(second, 'web');
    expect(web.api).toBe(`http://localhost:${port}/`);
    first.interrupt();
    await first.ended();
    // The other options were never used, and the frontend goes on, against nothing.
    expect((await other.ended()).code).toBe(0);
    expect(rig.programs).toHaveLength(1);
    await end(web);
    await second.ended();
    await rig.allGone();
  });
});
