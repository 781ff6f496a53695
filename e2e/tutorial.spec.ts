import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './rig/link-modules.ts';
import { whyWithout } from './rig/nx-majors.ts';
import { packPlugin } from './rig/pack-plugin.ts';
import { isFree } from './rig/ports.ts';
import { openRegistry, type Registry } from './rig/registry.ts';
import { copyRepository } from './rig/repository-copy.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { doSteps, readSteps } from './rig/page-steps.ts';
import { makeFolder, type Workspace } from './rig/workspace.ts';

// All steps together.
jest.setTimeout(900_000);

/** The ports that the page names. */
const PORTS = [8080, 4200];

const missing = whyWithout(22);
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);
const test = missing === undefined ? it : it.skip;

describe('docs/tutorial.md', () => {
  let copy: Workspace;
  let registry: Registry;
  let rig: Rig;
  beforeAll(async () => {
    copy = copyRepository('copy');
    registry = await openRegistry(packPlugin(copy), copy.read('package.json'));
    rig = await openRig({ make: makeFolder });
  });
  afterAll(async () => {
    try {
      await rig.end();
    } finally {
      // It would keep Jest from ending.
      await registry.close();
      copy.delete();
    }
  });

  test(`works as it is written${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
    for (const port of PORTS) expect([port, await isFree(port)]).toEqual([port, true]);
    const steps = readSteps(readFileSync(join(REPOSITORY, 'docs/tutorial.md'), 'utf8'));
    const addresses = PORTS.map((port) => new RegExp(`http://localhost:${port}\\b`));
    const served = await doSteps(rig, steps, registry.env, addresses);
    expect(served?.exit).toBeDefined();
  });
});
