import { signalIfThere } from '../rig/processes.ts';
import type { Fault } from './fault.ts';

/** A generator that takes a while, and whose output names what it was made from. */
const GENERATE = `sleep 0.3
mkdir -p swagger
printf '{"swagger":"2.0","info":{"title":"%s","version":"1"},"paths":{}}' "$(cat title.txt)" > swagger/swagger.json
`;

/** Edits at moments of a cycle other than its build: none may be lost. */
export const editsAtMoments: readonly Fault[] = [
  {
    name: 'edit while the program stops',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute({ killTimeout: 3000 });
      const run = await one.runs({ version: '1' });
      await run.ignoreSignals();
      stage.workspace.setVersion('2');
      await run.nextSignal();
      await stage.pause(random.between(0, 200));
      stage.workspace.setVersion('3');
      await stage.pause(random.between(0, 400));
      await run.exit(0);
      await one.rests({ version: '3' });
    },
  },
  {
    name: 'edit as the program starts',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      for (let version = 2; version < 2 + stage.rounds; version++) {
        await one.events.next('started');
        await stage.pause(random.pick([0, 0, random.between(0, 30), random.between(0, 300)]));
        stage.workspace.setVersion(String(version));
        await one.runs({ version: String(version) });
      }
      await one.rests({ version: String(1 + stage.rounds) });
    },
  },
  {
    name: 'edit before the program is ready',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute({ readyLog: 'now ready', readyTimeout: 60_000 });
      await one.runs({ version: '1' });
      await stage.pause(random.between(0, 300));
      stage.workspace.setVersion('2');
      const run = await one.runs({ version: '2' });
      await run.print('now ready');
      await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
      const told = one.events.all.filter(({ type }) => type === 'ready');
      if (told.length !== 1) throw new Error(`ready was told ${told.length} times`);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'edit around a crash',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute(random.chance(0.5) ? { restart: 'on-failure' } : {});
      const run = await one.runs({ version: '1' });
      const edit = async () => {
        await stage.pause(random.between(0, 600));
        stage.workspace.setVersion('2');
      };
      const crash = async () => {
        await stage.pause(random.between(0, 600));
        if (!run.isClosed) signalIfThere(run.hello.pid, 'SIGKILL');
      };
      await Promise.all([edit(), crash()]);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'edit while something is generated',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      workspace.write('apps/app/generate.sh', GENERATE);
      workspace.write('apps/app/title.txt', 'one');
      const one = await stage.execute({
        include: ['title.txt'],
        swagger: { command: 'sh generate.sh', packFormat: 'go' },
      });
      await one.runs({ version: '1' });
      for (let version = 2; version < 2 + stage.rounds; version++) {
        workspace.setVersion(String(version));
        await stage.pause(random.between(0, 1000));
        workspace.write('apps/app/title.txt', `title ${version}`);
        await stage.pause(random.between(0, 400));
        workspace.setVersion(`${version}b`);
        await one.runs({ version: `${version}b` });
        const spec = workspace.read('apps/app/swagger/swagger.json');
        if (!spec.includes(`title ${version}`)) throw new Error(`an old specification was left: ${spec}`);
      }
      await one.rests({ version: `${1 + stage.rounds}b` });
    },
  },
];
