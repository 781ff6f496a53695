import { goPart } from '../rig/workspace.ts';
import type { Workspace } from '../rig/workspace.ts';
import type { Fault } from './fault.ts';

const VERSION = 'apps/app/version.go';

function versionText(version: string): string {
  return `package main\n\nconst version = "${version}"\n`;
}

/** A package of the app's module whose value the program tells; `imported` by a file of main. */
function writePackage(workspace: Workspace, name: string, value: string): void {
  workspace.write(`apps/app/internal/${name}/${name}.go`, packageText(name, value));
}

function packageText(name: string, value: string): string {
  return `package ${name}\n\nconst Value = "${value}"\n`;
}

function importPackage(workspace: Workspace, name: string): void {
  workspace.write(
    `apps/app/part_${name}.go`,
    goPart(name, `${name}.Value`, `import "example.test/app/internal/${name}"`),
  );
}

/** The ways in which editors, formatters and git write files. */
export const editsByTools: readonly Fault[] = [
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
      const saves = stage.isQuick ? 90 : 300;
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
  {
    name: 'formatter after save',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      const before = one.course();
      for (const version of ['2', '3', '4', '5'].slice(0, stage.rounds)) {
        stage.workspace.write(VERSION, `package main\n\n\n   const version="${version}"\n`);
        await stage.pause(random.between(20, 120));
        stage.workspace.write(VERSION, versionText(version));
        await one.runs({ version });
      }
      // One for the save and, where the formatter was slow, one that gives the same program.
      const { builds } = one.course();
      const more = builds - before.builds;
      if (more > 2 * stage.rounds) throw new Error(`${more} builds for ${stage.rounds} formatted saves`);
      await one.rests({ version: String(1 + stage.rounds) });
    },
  },
  {
    name: 'atomic saves',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      const { starts } = one.course();
      for (const version of ['2', '3', '4', '5'].slice(0, stage.rounds)) {
        const temporary = random.pick(['.#version.go', 'version.go~', 'version.go___jb_tmp___', '4913']);
        stage.workspace.write(`apps/app/${temporary}`, versionText(version));
        await stage.pause(random.pick([0, random.between(0, 60)]));
        stage.workspace.rename(`apps/app/${temporary}`, VERSION);
        await one.runs({ version });
      }
      const more = one.course().starts - starts;
      if (more !== stage.rounds) throw new Error(`${more} starts for ${stage.rounds} saves`);
      await one.rests({ version: String(1 + stage.rounds) });
    },
  },
  {
    name: 'atomic save by way of a backup',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      for (const version of ['2', '3']) {
        stage.workspace.rename(VERSION, `${VERSION}~`);
        await stage.pause(random.between(0, 120));
        stage.workspace.write(VERSION, versionText(version));
        await stage.pause(random.between(0, 40));
        stage.workspace.remove(`${VERSION}~`);
        await one.runs({ version });
      }
      await one.rests({ version: '3' });
    },
  },
  {
    name: 'truncate, then write',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      const first = await one.runs({ version: '1' });
      for (const version of ['2', '3', '4', '5'].slice(0, stage.rounds)) {
        const running = stage.programs.findLast(({ isClosed }) => !isClosed) ?? first;
        stage.workspace.write(VERSION, '');
        await stage.pause(random.between(10, 300));
        if (running.isClosed) throw new Error('an empty file has ended the program');
        stage.workspace.write(VERSION, versionText(version));
        await one.runs({ version });
      }
      await one.rests({ version: String(1 + stage.rounds) });
    },
  },
  {
    name: 'saves back and forth',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      for (let round = 0; round < stage.rounds; round++) {
        stage.workspace.setVersion('2');
        await stage.pause(random.between(0, 900));
        stage.workspace.setVersion('1');
        await stage.pause(random.between(0, 900));
      }
      await one.rests({ version: '1' });
    },
  },
  {
    name: 'file renamed, in letter case too',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      let at = VERSION;
      for (const name of ['Version.go', 'VERSION.go', 'other.go', 'version.go']) {
        stage.workspace.rename(at, `apps/app/${name}`);
        at = `apps/app/${name}`;
        await stage.pause(random.between(0, 300));
        stage.workspace.write(at, versionText(name));
        await one.runs({ version: name });
      }
      await one.rests({ version: 'version.go' });
    },
  },
];
