import type { Fault } from './fault.ts';

/** Has the program do this before anything else. */
function initText(statement: string, imports: string): string {
  return `package main\n\nimport "${imports}"\n\nfunc init() { ${statement} }\n`;
}

const EARLY = 'apps/app/a_first.go';

/** Programs that end too soon, too late, or not at all. */
export const programsThatEnd: readonly Fault[] = [
  {
    name: 'exits at once, in a loop',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      workspace.write(EARLY, initText('os.Exit(3)', 'os'));
      const one = await stage.execute({ restart: 'on-failure' });
      for (const restartInMs of [500, 1000]) {
        await one.events.next('exited', (event) => event.restartInMs === restartInMs);
      }
      await stage.pause(random.between(0, 1200));
      workspace.remove(EARLY);
      workspace.setVersion('2');
      await one.runs({ version: '2' });
      const { starts } = one.course();
      if (starts > 5) throw new Error(`${starts} starts in a loop that should have had growing pauses`);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'exits at once, and waits for an edit',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      workspace.write(EARLY, initText(`os.Exit(${random.between(0, 1) * 7})`, 'os'));
      await one.events.next('exited');
      await stage.pause(random.between(0, 700));
      const { starts } = one.course();
      if (starts !== 2) throw new Error(`${starts} starts instead of 2`);
      workspace.remove(EARLY);
      await one.rests({ version: '1' });
    },
  },
  {
    name: 'panics now and then',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute({ restart: 'on-failure' });
      for (let round = 1; round <= stage.rounds; round++) {
        const run = await one.runs({});
        await stage.pause(random.between(0, 300));
        process.kill(run.hello.pid, random.pick(['SIGKILL', 'SIGABRT', 'SIGSEGV']));
        await run.closed;
        await one.events.next('exited', ({ pid }) => pid === run.hello.pid);
        if (random.chance(0.5)) {
          stage.workspace.setVersion(`r${round}`);
          await one.runs({ version: `r${round}` });
        }
      }
      await one.rests({});
    },
  },
  {
    name: 'ignores SIGTERM',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute({ killTimeout: random.between(0, 1500) });
      const run = await one.runs({ version: '1' });
      const port = await run.listen(await stage.port());
      await run.ignoreSignals();
      stage.workspace.setVersion('2');
      const next = await one.runs({ version: '2' });
      await next.listen(port);
      await next.ignoreSignals();
      await one.end();
    },
  },
  {
    name: 'takes its time to close',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute({ killTimeout: 3000 });
      const run = await one.runs({ version: '1' });
      const port = await run.listen(await stage.port());
      await run.ignoreSignals();
      stage.workspace.setVersion('2');
      await run.nextSignal();
      // It still answers while it drains.
      const drained = await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text());
      if (drained !== '1') throw new Error(`the closing program answered ${drained}`);
      await stage.pause(random.between(0, 2000));
      await run.exit(0);
      const next = await one.runs({ version: '2' });
      await next.listen(port);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'is stopped and continued',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      process.kill(run.hello.pid, 'SIGSTOP');
      await stage.pause(random.between(0, 300));
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
];
