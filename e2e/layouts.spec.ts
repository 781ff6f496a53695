import { existsSync, lstatSync } from 'node:fs';
import { packBeforeAll } from './rig/pack-plugin.ts';
import { fetchManager, installBy, PACKAGE_MANAGERS } from './rig/package-managers.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { makeWorkspace } from './rig/workspace.ts';

// Now, since Jest wants to know of skipped tests before it runs any.
const managers = PACKAGE_MANAGERS.map((manager) => ({ manager, missing: fetchManager(manager) }));

// Jest names skipped tests only where a file has others.
for (const { missing } of managers) if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);

describe('the packed plugin', () => {
  const tarball = packBeforeAll();

  for (const { manager, missing } of managers) {
    const { name, isStrict } = manager;
    const test = missing === undefined ? it : it.skip;
    test(`serves and follows an edit, installed by ${name}${missing ? ` (skipped: ${missing})` : ''}`, async () => {
      const rig = await openRig({
        make(folder) {
          const workspace = makeWorkspace(folder);
          installBy(manager, tarball(), workspace);
          return workspace;
        },
      });
      try {
        const { workspace } = rig;
        // What only Nx depends on is in the strict layout out of the workspace's reach.
        expect(existsSync(workspace.path('node_modules/dotenv'))).toBe(!isStrict);
        expect(lstatSync(workspace.path('node_modules/nx-go-run')).isSymbolicLink()).toBe(isStrict);
        await tryToServe(rig);
      } finally {
        await rig.end();
      }
    });
  }
});

async function tryToServe(rig: Rig): Promise<void> {
  const nx = rig.nx(['serve', 'app', '--args=server']);
  const run = await rig.nextRun();
  expect(run.hello.args).toEqual(['server']);
  const port = await run.listen();
  await rig.events.next('ready');
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toContain('1');
  rig.workspace.setVersion('2');
  expect((await rig.nextRun()).hello.version).toBe('2');
  nx.interrupt();
  await nx.ended();
}
