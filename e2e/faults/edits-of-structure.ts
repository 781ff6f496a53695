import { renameSync } from 'node:fs';
import type { Fault } from './fault.ts';
import { importText, packageText } from './sources.ts';

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
      workspace.write(
        'apps/app/part.go',
        importText('down', { path: 'example.test/app/internal/deep/down' }),
      );
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
];
