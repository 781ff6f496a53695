import { goPart, type Workspace } from '../rig/workspace.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';

/** From the package up to the highest folder above it that is no package. */
const FOLDERS = ['apps/app/internal/deep/down', 'apps/app/internal/deep', 'apps/app/internal'] as const;

function write(workspace: Workspace, folder: string, value: string): void {
  workspace.write(`${folder}/down.go`, `package down\n\nconst Value = "${value}"\n`);
}

/** Puts the package in place, and beside the app as many others as are wanted, each with the folders above it. */
function prepare(workspace: Workspace, values: readonly string[]): void {
  write(workspace, FOLDERS[0], 'first');
  for (const value of values) write(workspace, `away/${value}/internal/deep/down`, value);
}

/** Two renames, as a script of a deployment or a stash does: no time of a file below says that it is new. */
function swap(workspace: Workspace, value: string, random: Random): void {
  const folder = random.pick(FOLDERS);
  workspace.rename(folder, `away/before-${value}`);
  workspace.rename(folder.replace('apps/app', `away/${value}`), folder);
}

const IMPORT = goPart('part', 'down.Value', 'import "example.test/app/internal/deep/down"');

/** Folders at or above a package that are replaced by others, prepared long before. */
export const editsOfSwappedFolders: readonly Fault[] = [
  {
    name: 'folder swapped as its package is first imported',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      prepare(workspace, ['second']);
      const one = await stage.execute();
      await one.runs({ version: '1' });
      workspace.write('apps/app/part.go', IMPORT);
      if (random.chance(0.5)) await one.events.next('building');
      else await one.events.next('started', ({ cycle }) => cycle > 1);
      await stage.pause(random.between(0, 400));
      swap(workspace, 'second', random);
      await one.runs({ parts: { part: 'second' } });
      write(workspace, FOLDERS[0], 'edited');
      await one.rests({ parts: { part: 'edited' } });
    },
  },
  {
    name: 'folder swapped at rest',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const values = ['second', 'third', 'fourth', 'fifth'].slice(0, stage.rounds);
      prepare(workspace, values);
      workspace.write('apps/app/part.go', IMPORT);
      const one = await stage.execute();
      await one.runs({ parts: { part: 'first' } });
      for (const value of values) {
        if (random.chance(0.5)) await stage.pause(random.between(0, 1000));
        swap(workspace, value, random);
        await one.runs({ parts: { part: value } });
        if (random.chance(0.5)) continue;
        write(workspace, FOLDERS[0], `${value} edited`);
        await one.runs({ parts: { part: `${value} edited` } });
      }
      write(workspace, FOLDERS[0], 'last');
      await one.rests({ parts: { part: 'last' } });
    },
  },
];
