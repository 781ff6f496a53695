import type { Fault } from './fault.ts';
import { VERSION, versionText } from './sources.ts';

/** The ways in which editors, formatters and git write files. */
export const editsByTools: readonly Fault[] = [
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
