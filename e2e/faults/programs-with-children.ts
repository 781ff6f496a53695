import type { Fault } from './fault.ts';

/** Programs that start others, which try to stay. */
export const programsWithChildren: readonly Fault[] = [
  {
    name: 'child and grandchild, in sessions of their own',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      await run.spawn('child', { session: random.chance(0.5) });
      const child = await stage.child('child');
      await child.spawn('grandchild', { session: true });
      const grandchild = await stage.child('grandchild');
      const port = await grandchild.listen(await stage.port());
      if (random.chance(0.5)) await child.ignoreSignals();
      if (random.chance(0.5)) await grandchild.ignoreSignals();
      stage.workspace.setVersion('2');
      const next = await one.runs({ version: '2' });
      if (!child.isClosed || !grandchild.isClosed) throw new Error('a child has outlived its program');
      await next.listen(port);
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'daemon of a double fork that keeps the port',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      await run.spawn('between', { session: true });
      const between = await stage.child('between');
      await between.spawn('daemon', { session: true });
      const daemon = await stage.child('daemon');
      const port = await daemon.listen(await stage.port());
      await between.exit(0);
      if (random.chance(0.5)) await daemon.ignoreSignals();
      if (random.chance(0.3)) await run.exit(random.pick([0, 1]));
      await stage.pause(random.between(0, 300));
      stage.workspace.setVersion('2');
      const next = await one.runs({ version: '2' });
      await next.listen(port);
      await next.spawn('last', { session: true });
      const last = await stage.child('last');
      await last.ignoreSignals();
      await one.end();
      if (!last.isClosed) throw new Error('a child has outlived the run');
    },
  },
  {
    name: 'children while it is replaced',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      const run = await one.runs({ version: '1' });
      await run.ignoreSignals();
      stage.workspace.setVersion('2');
      await run.nextSignal();
      // Asked to stop, it starts another.
      await run.spawn('late', { session: random.chance(0.5) });
      const late = await stage.child('late');
      await late.ignoreSignals();
      await stage.pause(random.between(0, 500));
      await run.exit(0);
      await one.runs({ version: '2' });
      if (!late.isClosed) throw new Error('a child has outlived its program');
      await one.rests({ version: '2' });
    },
  },
];
