import { jest } from '@jest/globals';
import { adoptRepository, createWorkspace, NX_MAJORS, QUICK_NPM, whyWithout } from './rig/nx-majors.ts';
import { packBeforeAll } from './rig/pack-plugin.ts';
import { findFreePort, isFree } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Task } from './rig/task.ts';

/** ms; a machine on which nothing is cached downloads and builds swag, and compiles net/http. */
const FIRST_BUILD = 240_000;

// npm installs all of Nx, twice where a registry lacks this major's create-nx-workspace.
jest.setTimeout(900_000);

// Now, since Jest wants to know of skipped tests before it runs any.
const majors = NX_MAJORS.map((major) => ({ major, missing: whyWithout(major) }));
for (const { missing } of majors) if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);

describe('the packed plugin', () => {
  const tarball = packBeforeAll();

  for (const { major, missing } of majors) {
    const test = missing === undefined ? it : it.skip;
    const note = missing === undefined ? '' : ` (skipped: ${missing})`;

    test(`takes a workspace fresh from create-nx-workspace to an API and a frontend, in Nx ${major}${note}`, async () => {
      const workspace = await createWorkspace(major, 'shop');
      const rig = await openRig({ make: () => workspace });
      try {
        await run(rig, 'add', `nx-go-run@file:${tarball()}`);
        const { nx, ports, greet } = await generateAndServe(rig);
        await run(rig, 'run', 'my-api:test');
        const greeting = 'apps/my-api/internal/httpapi/greet.go';
        workspace.edit(greeting, '"Hello, "', '"Hello "+');
        await rig.events.next('build-failed');
        expect(await greet()).toContain('Hello, Ada!');
        workspace.edit(greeting, '"Hello "+', '"Good day, "');
        await rig.events.next('ready');
        // Vite hears of it on its own, by the event stream.
        await nx.printed(/(my-api is ready at [^]*?){2}/);
        expect(await greet()).toContain('Good day, Ada!');
        nx.interrupt();
        await isOver(rig, nx, ports);
      } finally {
        await rig.end();
      }
    });

    test(`does so in a repository with a go.work, and serves what is there, in Nx ${major}${note}`, async () => {
      const workspace = await adoptRepository(major, 'repository');
      const rig = await openRig({ make: () => workspace });
      try {
        const [goWork, manifest] = [workspace.read('go.work'), workspace.read('package.json')];
        await run(rig, 'add', `nx-go-run@file:${tarball()}`);
        expect(workspace.read('go.work')).toBe(goWork);
        expect(JSON.parse(workspace.read('package.json'))).toMatchObject(JSON.parse(manifest) as object);
        expect(await run(rig, 'show', 'project', 'app', '--json')).toContain('"executor":"nx-go-run:go-run"');
        // The second time all comes out of the cache, by inputs that this Nx knows as well.
        const ending = ['run-many', '-t', 'build', 'vet', 'tidy-check'];
        expect(await run(rig, ...ending)).toContain('Successfully ran targets');
        expect(await run(rig, ...ending)).toMatch(/instead of running the command for 5 out of 5 tasks/);
        const affected = await run(rig, 'show', 'projects', '--affected', '--files=libs/words/words.go');
        expect(affected.trim().split('\n').sort()).toEqual(['app', 'words']);

        for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
          const nx = rig.nx(['serve', 'app']);
          const old = await rig.nextRun();
          const port = await old.listen();
          await old.spawn(signal);
          workspace.write('libs/words/words.go', `package words\n\nconst Greeting = "${signal}"\n`);
          const next = await rig.nextRun();
          expect(next.hello.parts['words']).toBe(signal);
          expect(await next.tryToListen(port)).toBeUndefined();
          nx.signal(signal);
          await isOver(rig, nx, [port]);
        }

        rig.events.skipAhead();
        const { nx, ports } = await generateAndServe(rig);
        expect(workspace.read('go.work')).toBe(goWork.replace(')', '\t./apps/my-api\n)'));
        nx.signal('SIGTERM');
        await isOver(rig, nx, ports);
      } finally {
        await rig.end();
      }
    });
  }
});

/** Makes an API with a frontend by one command, serves both by another, and sees that they work. */
async function generateAndServe(rig: Rig) {
  const ports = [await findFreePort(), await findFreePort()] as const;
  const [api, web] = ports;
  const wanted = ['my-api', '--swagger', '--frontend=web', `--port=${api}`];
  await run(rig, 'generate', 'nx-go-run:application', ...wanted, '--no-interactive');
  const nx = rig.nx(['serve', 'web', `--port=${web}`]);
  await rig.events.next('ready', undefined, FIRST_BUILD);
  await nx.printed(`http://localhost:${web}/`);
  const greet = () => ask(`http://localhost:${web}/api/greeting?name=Ada`);
  expect(await ask(`http://localhost:${web}/`)).toContain('src="/src/main.ts"');
  // Before Nx 24 the frontend may be started first; it then learns the address by the event stream.
  await nx.printed('my-api is ready at ');
  expect(await greet()).toContain('Hello, Ada!');
  expect(await ask(`http://localhost:${api}/swagger/doc.json`)).toContain('Greets somebody');
  return { nx, ports, greet };
}

/** An nx that must end well, with what it has printed. */
async function run(rig: Rig, ...args: readonly string[]): Promise<string> {
  const nx = rig.nx(args, QUICK_NPM);
  const { code } = await rig.until(`the end of nx ${args[0]}`, () => nx.exit, FIRST_BUILD);
  if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with ${code}\n${nx.output}`);
  return nx.output;
}

async function isOver(rig: Rig, nx: Task, ports: readonly number[]): Promise<void> {
  await nx.ended();
  await rig.allGone();
  for (const port of ports) expect(await isFree(port)).toBe(true);
}

async function ask(url: string): Promise<string> {
  return (await fetch(url)).text();
}
