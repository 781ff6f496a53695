import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { after, need } from './namespaces.ts';
import { goPart } from '../rig/workspace.ts';

const LIMIT = (watches: number) => `sysctl -q -w user.max_inotify_watches=${watches}`;

/** Limits of the machine that a run hits. */
export const machineLimits: readonly Fault[] = [
  {
    name: 'watch limit reached at the start',
    group: 'machine',
    async run(stage, random) {
      need(stage, 'limit of watches in a namespace', LIMIT(3), '-Ur');
      const one = await stage.execute({}, { through: after(LIMIT(random.between(0, 2)), '-Ur') });
      await one.runs({ version: '1' });
      await one.task.printed('the system allows no more');
      stage.workspace.setVersion('2');
      await one.runs({ version: '2' });
      stage.workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "polled"\n');
      await one.rests({ version: '2', parts: { words: 'polled' } });
      const told = one.task.output.split('the system allows no more').length - 1;
      if (told !== 1) throw new Error(`the limit was told ${told} times`);
    },
  },
  {
    name: 'watch limit reached later',
    group: 'machine',
    async run(stage, random) {
      need(stage, 'limit of watches in a namespace', LIMIT(3), '-Ur');
      const { workspace } = stage;
      const one = await stage.execute({}, { through: after(LIMIT(random.between(8, 40)), '-Ur') });
      await one.runs({ version: '1' });
      const names = Array.from({ length: 25 }, (_, index) => `p${index}`);
      for (const name of names) {
        workspace.write(`apps/app/internal/${name}/x.go`, `package ${name}\n\nconst Value = "1"\n`);
        const imports = `import "example.test/app/internal/${name}"`;
        workspace.write(`apps/app/part_${name}.go`, goPart(name, `${name}.Value`, imports));
        await stage.pause(random.pick([0, random.between(0, 60)]));
      }
      await one.runs({ parts: { p24: '1', p0: '1' } });
      const name = `p${random.between(0, 24)}`;
      workspace.write(`apps/app/internal/${name}/x.go`, `package ${name}\n\nconst Value = "2"\n`);
      await one.runs({ parts: { [name]: '2' } });
      workspace.setVersion('2');
      await one.rests({ version: '2', parts: { [name]: '2' } });
    },
  },
  {
    name: 'disk full during a build',
    group: 'machine',
    async run(stage, random) {
      const cache = stage.workspace.path('node_modules/.cache/nx-go-run');
      const mount = `mkdir -p '${cache}' && mount -t tmpfs -o size=16m tmpfs '${cache}'`;
      need(stage, 'mounts in a namespace', mount, '-Urm');
      const one = await stage.execute({}, { through: after(mount, '-Urm') });
      const run = await one.runs({ version: '1' });
      const filler = join(`/proc/${one.task.pid}/root`, cache, 'filler');
      const isFull = () => {
        try {
          writeFileSync(filler, Buffer.alloc(16 * 2 ** 20));
        } catch {
          // That it does not fit is what is wanted.
        }
      };
      isFull();
      await stage.pause(random.between(0, 200));
      stage.workspace.setVersion('2');
      await one.fails(/no space left|ENOSPC/);
      if (run.isClosed) throw new Error('a full disk has ended the program');
      rmSync(filler);
      stage.workspace.setVersion('3');
      await one.runs({ version: '3' });
      // It fills up at any moment.
      stage.workspace.setVersion('4');
      await stage.pause(random.between(0, 700));
      isFull();
      await stage.pause(random.between(0, 700));
      rmSync(filler, { force: true });
      stage.workspace.setVersion('5');
      await one.rests({ version: '5' });
    },
  },
];
