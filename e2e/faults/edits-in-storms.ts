import type { Workspace } from '../rig/workspace.ts';
import type { Fault } from './fault.ts';
import { importText, packageText } from './sources.ts';

/** A package of the app's module whose value the program tells once it is imported. */
function writePackage(workspace: Workspace, name: string, value: string): void {
  workspace.write(`apps/app/internal/${name}/${name}.go`, packageText(name, value));
}

function importPackage(workspace: Workspace, name: string): void {
  workspace.write(`apps/app/part_${name}.go`, importText(name, { part: name }));
}

/** Very many edits at once. */
export const editsInStorms: readonly Fault[] = [
  {
    name: '300 saves over 20 files',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
      for (const name of names) {
        writePackage(workspace, name, 'first');
        importPackage(workspace, name);
      }
      const one = await stage.execute();
      await one.runs({ parts: { p19: 'first' } });
      const saves = stage.isQuick ? 60 : 300;
      const last: Record<string, string> = Object.fromEntries(names.map((name) => [name, 'first']));
      for (let save = 0; save < saves; save++) {
        const name = names[random.between(0, 19)] ?? 'p0';
        last[name] = `v${save}`;
        writePackage(workspace, name, `v${save}`);
        await stage.pause(random.between(0, 66));
      }
      await one.rests({ parts: last });
      const { builds } = one.course();
      if (builds > saves / 2) throw new Error(`${builds} builds for ${saves} saves in a storm`);
    },
  },
  {
    name: 'branch switch, in and out',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const size = stage.isQuick ? { packages: 10, files: 30 } : { packages: 30, files: 100 };
      const names = Array.from({ length: size.packages }, (_, index) => `b${index}`);
      const one = await stage.execute();
      await one.runs({ version: '1' });
      const switchIn = async (value: string) => {
        for (const name of names) {
          writePackage(workspace, name, value);
          for (let file = 0; file < size.files; file++) {
            workspace.write(
              `apps/app/internal/${name}/f${file}.go`,
              `package ${name}\n\nconst F${file} = "${value}"\n`,
            );
          }
          importPackage(workspace, name);
          if (random.chance(0.2)) await stage.pause(random.between(0, 40));
        }
        workspace.setVersion(value);
      };
      const switchOut = async () => {
        for (const name of names) {
          workspace.remove(`apps/app/part_${name}.go`);
          workspace.remove(`apps/app/internal/${name}`);
          if (random.chance(0.2)) await stage.pause(random.between(0, 40));
        }
        workspace.setVersion('1');
      };
      await switchIn('branch');
      const all = (value: string | undefined) => Object.fromEntries(names.map((name) => [name, value]));
      await one.runs({ version: 'branch', parts: all('branch') });
      await switchOut();
      if (random.chance(0.5)) await one.runs({ version: '1', parts: all(undefined) });
      await switchIn('again');
      await one.runs({ version: 'again', parts: all('again') });
      await switchOut();
      await one.rests({ version: '1', parts: all(undefined) });
    },
  },
];
