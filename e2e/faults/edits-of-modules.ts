import { renameSync, symlinkSync } from 'node:fs';
import type { Fault } from './fault.ts';
import { importText, packageText, versionText, wordsText } from './sources.ts';

const WORK = 'go 1.22.0\n\nuse (\n\t./apps/app\n\t./libs/words\n)\n';

/** Edits of go.mod and go.work, and sources behind symbolic links. */
export const editsOfModules: readonly Fault[] = [
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
      workspace.write('libs/words/words.go', wordsText('still watched'));
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
        () => workspace.write('apps/app/part.go', importText('more', { path: 'example.test/more' })),
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
    name: 'module made and added to go.work beside an edit',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      let work = WORK;
      const last = 2 + stage.rounds;
      for (let round = 2; round <= last; round++) {
        const folder = random.pick([`libs${round}/more`, `libs/more${round}`]);
        workspace.write(`${folder}/go.mod`, `module example.test/more${round}\n\ngo 1.22.0\n`);
        await stage.pause(random.pick([0, random.between(0, 60)]));
        work = work.replace(')', `\t./${folder}\n)`);
        workspace.write('go.work', work);
        await stage.pause(random.pick([0, random.between(0, 600)]));
        workspace.write(`${folder}/more.go`, packageText('more', 'first'));
        workspace.setVersion(String(round));
        await one.runs({ version: String(round) });
      }
      await one.rests({ version: String(last) });
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
        const text = wordsText(`round ${round}`);
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
      workspace.write('shared/a.go', versionText('a'));
      workspace.write('shared/b.go', versionText('b'));
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
