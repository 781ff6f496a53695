import { jest } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './rig/link-modules.ts';
import { adoptRepository, QUICK_NPM, whyWithout } from './rig/nx-majors.ts';
import { packPlugin } from './rig/pack-plugin.ts';
import { doSteps, readSteps } from './rig/page-steps.ts';
import { findFreePort } from './rig/ports.ts';
import { openRegistry } from './rig/registry.ts';
import { copyRepository } from './rig/repository-copy.ts';
import { openRig } from './rig/rig.ts';
import type { Task } from './rig/task.ts';

/** ms; npm installs all of Nx, and a machine on which nothing is cached builds swag. */
const LONG = 240_000;
jest.setTimeout(900_000);

const MAJOR = 24;
const missing = whyWithout(MAJOR);
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);
const test = missing === undefined ? it : it.skip;

const read = (page: string) => readFileSync(join(REPOSITORY, page), 'utf8');
/** The commands of a page, block by block. */
const commandsOf = (page: string) =>
  [...read(page).matchAll(/^```sh.*\n([^]*?)^```$/gm)].map(([, script = '']) => script.trim());

describe('the commands of the documents', () => {
  it('are those that are run: here, in e2e/tutorial.spec.ts and in e2e/teams.spec.ts', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: REPOSITORY }).sort()];
    expect(pages.filter((page) => commandsOf(page).length > 0)).toEqual([
      'README.md',
      'docs/events.md',
      'docs/setup.md',
      'docs/teams.md',
      'docs/tutorial.md',
    ]);
  });

  it('serve the example in a fresh clone, run the tests, and tell other tools of it', async () => {
    const [, serve = '', tests = '', ...others] = commandsOf('README.md');
    const [connect = '', log = '', ...more] = commandsOf('docs/events.md');
    expect([...others, ...more]).toEqual([]);
    const port = await findFreePort();
    const rig = await openRig({
      make(name) {
        const workspace = copyRepository(name);
        workspace.remove('node_modules');
        workspace.edit('examples/my-go-api/project.json', '"port": 8080', `"port": ${port}`);
        return workspace;
      },
    });
    try {
      const served = rig.shell(serve, '.', QUICK_NPM);
      await rig.events.next('ready', undefined, LONG);
      await served.printed(`http://localhost:${port}`);
      // Not every machine has netcat.
      const netcat = 'nc() { node -e "net.connect(process.argv[1]).pipe(process.stdout)" "$2"; }';
      const client = rig.shell(`${netcat}\n${connect}`, '.');
      await client.printed('"type":"ready"');
      served.interrupt();
      await served.ended();

      // These tests themselves can't be run by one of them.
      const listed = await end(rig.shell(`${tests} -- --listTests`, '.', QUICK_NPM), rig.until);
      expect(listed.split('\n').filter((line) => line.endsWith('.spec.ts')).length).toBeGreaterThan(100);

      const logged = rig.shell(log.replace('/absolute/path', rig.workspace.path('events.jsonl')), '.');
      await logged.printed('ready');
      logged.interrupt();
      await logged.ended();
      expect(rig.workspace.read('events.jsonl')).toContain('"type":"ready"');
    } finally {
      await rig.end();
    }
  });

  test(`set up a workspace as docs/setup.md tells${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
    expect(commandsOf('docs/setup.md')).toContain(commandsOf('README.md')[0]);
    const workspace = await adoptRepository(MAJOR, 'workspace');
    const copy = copyRepository('copy');
    const registry = await openRegistry(packPlugin(copy), copy.read('package.json'));
    const rig = await openRig({ make: () => workspace });
    try {
      workspace.write('apps/my-go-api/project.json', '{ "name": "my-go-api" }\n');
      workspace.write('apps/my-go-api/go.mod', 'module example.test/my-go-api\n\ngo 1.22.0\n');
      workspace.write(
        'apps/my-go-api/cmd/api/main.go',
        'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
      );
      workspace.edit('go.work', ')', '\t./apps/my-go-api\n)');
      const served = await doSteps(
        rig,
        readSteps(read('docs/setup.md')),
        { ...registry.env, ...QUICK_NPM },
        [],
      );
      expect(served?.exit).toBeDefined();
      expect(workspace.has('apps/web/vite.config.ts')).toBe(true);
    } finally {
      try {
        await rig.end();
      } finally {
        await registry.close();
        copy.delete();
      }
    }
  });
});

async function end(
  task: Task,
  until: <T>(what: string, look: () => T | undefined, limit: number) => Promise<T>,
) {
  expect((await until('the end of a command', () => task.exit, LONG)).code).toBe(0);
  return task.output;
}
