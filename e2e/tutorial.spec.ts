import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY } from './rig/link-modules.ts';
import { whyWithout } from './rig/nx-majors.ts';
import { packPlugin } from './rig/pack-plugin.ts';
import { isFree } from './rig/ports.ts';
import { openRegistry, type Registry } from './rig/registry.ts';
import { copyRepository } from './rig/repository-copy.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Task } from './rig/task.ts';
import { readSteps } from './rig/tutorial.ts';
import { makeFolder, type Workspace } from './rig/workspace.ts';

/** ms; npm downloads Nx, and a machine on which nothing is cached builds swag. */
const LONG = 240_000;

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
    let folder = '.';
    let served: Task | undefined;
    let printed = '';
    for (const port of PORTS) expect([port, await isFree(port)]).toEqual([port, true]);
    for (const step of readSteps(readFileSync(join(REPOSITORY, 'docs/tutorial.md'), 'utf8'))) {
      switch (step.kind) {
        case 'run': {
          const task = rig.shell(`${step.script}\necho "now in $PWD"`, folder, registry.env);
          const { code } = await rig.until(`the end of ${step.script}`, () => task.exit, LONG);
          printed = task.output;
          expect([step.script, code, printed]).toEqual([step.script, 0, printed]);
          folder = readFolder(printed, rig.workspace.root);
          break;
        }
        case 'serve':
          served = rig.shell(step.script, folder, registry.env);
          await rig.events.next('ready', undefined, LONG);
          for (const port of PORTS) await served.printed(new RegExp(`http://localhost:${port}\\b`));
          break;
        case 'write': {
          const isServed = served?.exit === undefined && served !== undefined;
          const isUsed = isServed && rig.workspace.has(join(folder, step.path));
          rig.events.skipAhead();
          rig.workspace.write(join(folder, step.path), step.text);
          if (isUsed) await rig.events.next('ready');
          break;
        }
        case 'see':
          for (const line of step.lines) expect(printed).toContain(line);
          break;
        case 'interrupt':
          served?.interrupt();
          await served?.ended();
          await rig.allGone();
      }
    }
    expect(served?.exit).toBeDefined();
  });
});

/** The folder, within `root`, in which a script has ended. What a command wrote to stderr may come after that. */
function readFolder(printed: string, root: string): string {
  const folder = /now in (.*)\n/.exec(printed)?.[1];
  if (folder === undefined) throw new Error(`no folder is named in ${printed}`);
  return relative(root, folder);
}
