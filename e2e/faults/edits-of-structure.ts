import { renameSync, symlinkSync } from 'node:fs';
import { goPart } from '../rig/workspace.ts';
import type { Fault } from './fault.ts';

const WORK = 'go 1.22.0\n\nuse (\n\t./apps/app\n\t./libs/words\n)\n';

function packageText(name: string, value: string): string {
  return `package ${name}\n\nconst Value = "${value}"\n`;
}

function importText(name: string, path = `example.test/app/internal/${name}`): string {
  return goPart('part', `${name}.Value`, `import "${path}"`);
}

/** Edits that change which files the program is made of. */
export const editsOfStructure: readonly Fault[] = [
  {
    name: 'package renamed',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      workspace.write('apps/app/internal/n0/n.go', packageText('n0', 'first'));
      workspace.write('apps/app/part.go', importText('n0'));
      const one = await stage.execute();
      await one.runs({ parts: { part: 'first' } });
      for (let round = 1; round <= stage.rounds; round++) {
        const steps = [
          () => workspace.rename(`apps/app/internal/n${round - 1}`, `apps/app/internal/n${round}`),
          () => workspace.write('apps/app/part.go', importText(`n${round}`)),
        ];
        if (random.chance(0.5)) steps.reverse();
        for (const step of steps) {
          step();
          await stage.pause(random.between(0, 700));
        }
        workspace.write(`apps/app/internal/n${round}/n.go`, packageText(`n${round}`, `round ${round}`));
        await one.runs({ parts: { part: `round ${round}` } });
        // Moved as it was, it must still be watched.
        workspace.write(`apps/app/internal/n${round}/n.go`, packageText(`n${round}`, `edit ${round}`));
        await one.runs({ parts: { part: `edit ${round}` } });
      }
      await one.rests({ parts: { part: `edit ${stage.rounds}` } });
    },
  },
  {
    name: 'folder deleted and made again',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const file = 'apps/app/internal/deep/down/down.go';
      workspace.write(file, packageText('down', 'first'));
      workspace.write('apps/app/part.go', importText('down', 'example.test/app/internal/deep/down'));
      const one = await stage.execute();
      await one.runs({ parts: { part: 'first' } });
      for (let round = 0; round < stage.rounds; round++) {
        workspace.remove(
          random.pick(['apps/app/internal', 'apps/app/internal/deep', 'apps/app/internal/deep/down']),
        );
        await stage.pause(random.pick([0, random.between(0, 100), random.between(0, 1500)]));
        workspace.write(file, packageText('down', `made ${round}`));
        await one.runs({ parts: { part: `made ${round}` } });
        workspace.write(file, packageText('down', `edit ${round}`));
        await one.runs({ parts: { part: `edit ${round}` } });
      }
      await one.rests({ parts: { part: `edit ${stage.rounds - 1}` } });
    },
  },
  {
    name: "the program's own folder deleted and made again",
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      renameSync(workspace.path('apps/app'), workspace.path('apps/away'));
      await stage.pause(random.pick([0, random.between(0, 100), random.between(0, 1500)]));
      renameSync(workspace.path('apps/away'), workspace.path('apps/app'));
      await stage.pause(random.between(0, 200));
      workspace.setVersion('2');
      await one.runs({ version: '2' });
      workspace.setVersion('3');
      await one.rests({ version: '3' });
    },
  },
  {
    name: 'file appears, breaks and vanishes',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      for (let round = 0; round < stage.rounds; round++) {
        workspace.write('apps/app/extra.go', random.pick(['package main\n\nfunc {', 'package other\n', '']));
        await stage.pause(random.between(0, 900));
        if (run.isClosed) throw new Error('a broken file has ended the program');
        workspace.remove('apps/app/extra.go');
        await stage.pause(random.between(0, 900));
      }
      await one.rests({ version: '1' });
      workspace.setVersion('2');
      await one.runs({ version: '2' });
    },
  },
  {
    name: 'go.mod broken and mended',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const path = random.pick(['apps/app/go.mod', 'libs/words/go.mod']);
      const good = workspace.read(path);
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      for (let round = 2; round < 4; round++) {
        workspace.write(path, `${good}requires nonsense ${round}\n`);
        if (random.chance(0.5)) await one.fails('unknown directive: requires');
        else await stage.pause(random.between(0, 600));
        if (run.isClosed && round === 2) throw new Error('a broken go.mod has ended the program');
        if (random.chance(0.5)) workspace.setVersion(`${round} while broken`);
        await stage.pause(random.between(0, 600));
        workspace.write(path, good);
        await stage.pause(random.between(0, 200));
        workspace.setVersion(String(round));
        await one.runs({ version: String(round) });
      }
      workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "still watched"\n');
      await one.rests({ version: '3', parts: { words: 'still watched' } });
    },
  },
  {
    name: 'go.work gains and loses a module',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      const steps = [
        () => workspace.write('libs/more/go.mod', 'module example.test/more\n\ngo 1.22.0\n'),
        () => workspace.write('libs/more/more.go', packageText('more', 'first')),
        () => workspace.write('apps/app/part.go', importText('more', 'example.test/more')),
        () => workspace.write('go.work', WORK.replace(')', '\t./libs/more\n)')),
      ];
      // Any order: each may come first.
      while (steps.length > 0) {
        const [step] = steps.splice(random.between(0, steps.length - 1), 1);
        step?.();
        await stage.pause(random.pick([0, random.between(0, 900)]));
      }
      await one.runs({ parts: { part: 'first' } });
      workspace.write('libs/more/more.go', packageText('more', 'second'));
      await one.runs({ parts: { part: 'second' } });
      workspace.write('go.work', WORK);
      await one.fails('example.test/more');
      workspace.remove('apps/app/part.go');
      await one.runs({ parts: { part: undefined } });
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'symlinked module',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      renameSync(workspace.path('libs/words'), workspace.path('libs/real'));
      symlinkSync(random.pick(['real', workspace.path('libs/real')]), workspace.path('libs/words'));
      const one = await stage.execute();
      await one.runs({ parts: { words: 'hello' } });
      for (let round = 0; round < stage.rounds; round++) {
        const folder = random.pick(['libs/words', 'libs/real']);
        const text = `package words\n\nconst Greeting = "round ${round}"\n`;
        if (random.chance(0.5)) workspace.write(`${folder}/words.go`, text);
        else workspace.saveAtomically(`${folder}/words.go`, text);
        await one.runs({ parts: { words: `round ${round}` } });
      }
      await one.rests({ parts: { words: `round ${stage.rounds - 1}` } });
    },
  },
  {
    name: 'symlinked source file',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const text = (version: string) => `package main\n\nconst version = "${version}"\n`;
      workspace.write('shared/a.go', text('a'));
      workspace.write('shared/b.go', text('b'));
      const one = await stage.execute();
      await one.runs({ version: '1' });
      const point = async (name: string) => {
        workspace.remove('apps/app/version.go');
        await stage.pause(random.pick([0, random.between(0, 300)]));
        symlinkSync(workspace.path(`shared/${name}.go`), workspace.path('apps/app/version.go'));
        await one.runs({ version: name });
      };
      await point('a');
      await point('b');
      await one.rests({ version: 'b' });
    },
  },
];
