import type { Fault } from './fault.ts';

/** Programs that treat their streams unkindly. */
export const programsThatPrint: readonly Fault[] = [
  {
    name: 'closes its stdout and stderr',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const options = random.chance(0.5) ? { readyLog: 'never', readyTimeout: 500 } : {};
      workspace.write(
        'apps/app/a_first.go',
        'package main\n\nimport "os"\n\nfunc init() { os.Stdout.Close(); os.Stderr.Close(); os.Stdin.Close() }\n',
      );
      const one = await stage.execute(options);
      await one.runs({ version: '1' });
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'reads stdin across a restart',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      for (let version = 2; version < 4; version++) {
        const run = await one.runs({});
        const line = run.readLine();
        await stage.pause(random.between(0, 100));
        one.task.type(`line ${version}\n`);
        const read = await line;
        if (read !== `line ${version}`) throw new Error(`the program has read ${JSON.stringify(read)}`);
        stage.workspace.setVersion(String(version));
        await one.runs({ version: String(version) });
      }
      await one.rests({ version: '3' });
    },
  },
];
