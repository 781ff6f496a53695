import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter } from 'node:path';
import { findGo } from '../rig/environment.ts';
import type { Fault } from './fault.ts';

/** What else there is on the machine, or isn't. */
export const machineSurroundings: readonly Fault[] = [
  {
    name: 'no ps on PATH',
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      mkdirSync(workspace.path('tools'));
      // What a build needs, and no more.
      for (const name of ['gcc', 'cc', 'as', 'ld', 'sh']) {
        const found = (process.env['PATH'] ?? '')
          .split(delimiter)
          .find((one) => existsSync(`${one}/${name}`));
        if (found !== undefined)
          symlinkSync(realpathSync(`${found}/${name}`), workspace.path(`tools/${name}`));
      }
      const one = await stage.execute({ goBinary: findGo() }, { env: { PATH: workspace.path('tools') } });
      const run = await one.runs({ version: '1' });
      await run.spawn('daemon', { session: true });
      await (await stage.child('daemon')).ignoreSignals();
      await run.ignoreSignals();
      workspace.setVersion('2');
      await stage.pause(random.between(0, 300));
      workspace.setVersion('3');
      await one.rests({ version: '3' });
    },
  },
  {
    name: 'no network',
    group: 'machine',
    async run(stage) {
      const proxy = { GOPROXY: 'off', GOFLAGS: '-mod=mod', http_proxy: 'http://127.0.0.1:9' };
      const one = await stage.execute({}, { env: { ...proxy, GOFLAGS: '' } });
      await one.runs({ version: '1' });
      stage.workspace.write('apps/app/part.go', 'package main\n\nimport _ "example.invalid/nowhere"\n');
      await one.fails('example.invalid/nowhere');
      stage.workspace.remove('apps/app/part.go');
      await one.rests({ version: '1' });
    },
  },
  {
    name: 'two executors on one project',
    group: 'machine',
    async run(stage, random) {
      const one = await stage.execute();
      if (random.chance(0.5)) await stage.pause(random.between(0, 1500));
      const two = await stage.execute();
      const both = async (version: string) => {
        await Promise.all([one.runs({ version }), two.runs({ version })]);
        if (one.course().pid === two.course().pid) throw new Error('both have the same program');
      };
      await both('1');
      for (let version = 2; version < 2 + stage.rounds; version++) {
        stage.workspace.setVersion(String(version));
        await stage.pause(random.pick([0, random.between(0, 900)]));
        if (random.chance(0.3)) stage.workspace.setVersion(`${version} again`);
        else stage.workspace.write('apps/app/note.go', `package main\n\nconst note = ${version}\n`);
        await stage.pause(random.between(0, 500));
        stage.workspace.setVersion(`${version} last`);
        await both(`${version} last`);
      }
      const [first, second] = random.chance(0.5) ? [one, two] : [two, one];
      await first.end();
      await second.rests({ version: `${1 + stage.rounds} last` });
    },
  },
  {
    name: 'one project in two workspaces',
    group: 'machine',
    async run(stage, random) {
      const other = await stage.another();
      const [one, two] = await Promise.all([stage.execute(), other.execute()]);
      await Promise.all([one.runs({ version: '1' }), two.runs({ version: '1' })]);
      for (let version = 2; version < 2 + stage.rounds; version++) {
        stage.workspace.setVersion(`a${version}`);
        await stage.pause(random.between(0, 300));
        other.workspace.setVersion(`b${version}`);
        await Promise.all([one.runs({ version: `a${version}` }), two.runs({ version: `b${version}` })]);
      }
      const last = 1 + stage.rounds;
      await Promise.all([one.rests({ version: `a${last}` }), two.rests({ version: `b${last}` })]);
    },
  },
  {
    name: 'polling',
    group: 'machine',
    async run(stage, random) {
      const one = await stage.execute({ poll: true });
      await stage.pause(random.between(0, 900));
      stage.workspace.setVersion('2');
      await one.runs({ version: '2' });
      for (let version = 3; version < 3 + stage.rounds; version++) {
        stage.workspace.setVersion(`${version} half`);
        await stage.pause(random.between(0, 900));
        stage.workspace.setVersion(String(version));
        await one.runs({ version: String(version) });
      }
      stage.workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "polled"\n');
      await one.rests({ version: String(2 + stage.rounds), parts: { words: 'polled' } });
    },
  },
];
