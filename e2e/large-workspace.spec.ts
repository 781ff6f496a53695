import { readdirSync, readFileSync } from 'node:fs';
import { LARGE, valueFile, valueText, writeMonorepo } from '../benchmarks/scale/monorepo.ts';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { makeFolder } from './rig/workspace.ts';

const onLinux = process.platform === 'linux' ? it : () => {};

/** Where a go.work may appear, which would change what the program is made of. */
const FOR_GO_WORK = ['.', 'apps'];
/** The other folders above a package: a rename there would go unseen. */
const ABOVE = ['apps/app/internal'];

function countWatches(pid: number): number {
  const infos = readdirSync(`/proc/${pid}/fdinfo`).map((name) =>
    readFileSync(`/proc/${pid}/fdinfo/${name}`, 'latin1'),
  );
  return infos.join('\n').match(/^inotify wd:/gm)?.length ?? 0;
}

describe('a program in a workspace of 100,000 files', () => {
  let rig: Rig;
  let port: number;
  let pid: number;
  const answer = async () => (await fetch(`http://127.0.0.1:${port}`)).text();
  beforeAll(async () => {
    port = await findFreePort();
    rig = await openRig({
      make(name) {
        const workspace = makeFolder(name);
        writeMonorepo(workspace.root, LARGE);
        return workspace;
      },
    });
    ({ pid } = rig.execute({ port, env: { PORT: String(port) } }));
    await rig.events.next('ready');
  });
  afterAll(() => rig.end());

  onLinux('is watched in the folders of its 41 packages, and the three above them', async () => {
    const { directories } = await rig.until('the watch set', () =>
      rig.events.all.findLast((event) => event.type === 'watching'),
    );
    expect(directories).toBe(LARGE.imported + 1 + FOR_GO_WORK.length);
    await rig.events.next('hot-path');
    expect(countWatches(pid)).toBe(directories + ABOVE.length);
  });

  it('is built again for a package that it imports, and not for one that it does not', async () => {
    expect(await answer()).toBe(String(LARGE.imported));
    rig.workspace.write(valueFile(LARGE.imported), valueText(LARGE.imported, 100));
    rig.workspace.write('web/site1/src/part1/file1.ts', 'export const value1 = 100;\n');
    rig.workspace.write(valueFile(0), valueText(0, 2));
    const { changes } = await rig.events.next('change');
    expect(changes.map(({ path }) => path)).toEqual([rig.workspace.path(valueFile(0))]);
    await rig.events.next('ready');
    expect(await answer()).toBe(String(LARGE.imported + 1));
  });
});
