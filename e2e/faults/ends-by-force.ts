import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentOf } from '../rig/processes.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { lives } from './living.ts';
import { MOMENTS, reach } from './moments.ts';
import type { Stage } from './stage.ts';

/** A new run must clear up what the killed one has left, and then work as if nothing had been. */
async function repair(stage: Stage, start: () => Promise<Execution>, left: readonly number[]): Promise<void> {
  const living = left.filter(lives);
  stage.workspace.setVersion('repaired');
  const one = await start();
  const run = await one.runs({ version: 'repaired' });
  const stayed = living.filter(lives);
  if (stayed.length > 0) throw new Error(`pid ${stayed.join(', ')} of the killed run lives on`);
  for (const pid of living) {
    // A process may have ended by itself meanwhile; the program can't have.
    if (stage.programs.some(({ hello }) => hello.pid === pid)) await one.task.printed(`(pid ${pid})`);
  }
  await stage.untilSeen('only the run and its program', () => {
    const others = stage.living().filter(({ command }) => !/execute\.ts|nx|node /.test(command));
    return others.every(({ pid }) => pid === run.hello.pid) || undefined;
  });
  await one.rests({ version: 'repaired' });
}

/** Ends that nobody can catch. */
export const endsByForce: readonly Fault[] = [
  {
    name: 'executor killed',
    group: 'end',
    async run(stage, random) {
      const one = await stage.execute();
      const moment = random.pick(MOMENTS);
      await reach(moment, one, stage, random);
      process.kill(one.task.pid, 'SIGKILL');
      await one.task.ended();
      await repair(
        stage,
        () => stage.execute(),
        stage.living().map(({ pid }) => pid),
      );
    },
  },
  {
    name: 'executor killed during a build',
    group: 'end',
    async run(stage, random) {
      const one = await stage.execute();
      await reach(random.pick(['first build', 'build']), one, stage, random);
      process.kill(one.task.pid, 'SIGKILL');
      await one.task.ended();
      await repair(
        stage,
        () => stage.execute(),
        stage.living().map(({ pid }) => pid),
      );
    },
  },
  {
    name: 'nx killed',
    group: 'end',
    async run(stage, random) {
      const one = await stage.nx();
      await reach(
        random.pick(['first build', 'build', 'stop', 'start', 'running', 'broken']),
        one,
        stage,
        random,
      );
      one.task.signal('SIGKILL');
      await one.task.ended();
      await stage.allGone();
    },
  },
  {
    name: 'nx and the executor killed at once',
    group: 'end',
    async run(stage, random) {
      const one = await stage.nx();
      await reach(random.pick(['start', 'running', 'broken']), one, stage, random);
      const pid = await stage.until('the program', () => stage.programs.at(-1)?.hello.pid);
      const executor = parentOf(pid);
      if (random.chance(0.5)) process.kill(executor, 'SIGKILL');
      one.task.signal('SIGKILL');
      if (lives(executor)) process.kill(executor, 'SIGKILL');
      await one.task.ended();
      await repair(stage, () => (random.chance(0.3) ? stage.nx() : stage.execute()), [pid]);
    },
  },
  {
    name: 'everything but the program killed',
    group: 'end',
    async run(stage, random) {
      const port = await stage.port();
      const one = await stage.execute({ port });
      const run = await one.runs({});
      await run.listen(port);
      await one.events.next('ready');
      await run.spawn('between', { session: true });
      await (await stage.child('between')).spawn('daemon', { session: true });
      const daemon = await stage.child('daemon');
      await (await stage.child('between')).exit(0);
      if (random.chance(0.5)) await daemon.ignoreSignals();
      if (random.chance(0.5)) await run.ignoreSignals();
      for (const { pid } of stage.living()) {
        if (pid !== run.hello.pid && pid !== daemon.hello.pid) process.kill(pid, 'SIGKILL');
      }
      await one.task.ended();
      await repair(stage, () => stage.execute({ port }), [run.hello.pid, daemon.hello.pid]);
    },
  },
  {
    name: 'killed again and again',
    group: 'end',
    async run(stage, random) {
      for (let round = 0; round < 4; round++) {
        const one = await stage.execute();
        await stage.pause(random.between(0, 1200));
        if (one.task.exit === undefined) process.kill(one.task.pid, 'SIGKILL');
        await one.task.ended();
      }
      await repair(
        stage,
        () => stage.execute(),
        stage.living().map(({ pid }) => pid),
      );
    },
  },
  {
    name: 'pid of a leftover reused by somebody else',
    group: 'end',
    async run(stage, random) {
      const bystander = spawn('sleep', ['600'], { stdio: 'ignore' });
      const { pid = 0 } = bystander;
      try {
        const executor = { pid, startTime: random.pick(['1', '999999999999']) };
        mkdirSync(stage.cache, { recursive: true });
        writeFileSync(
          join(stage.cache, `run-${pid}.json`),
          JSON.stringify({ executor, cookies: ['a cookie of nobody', ''], files: [] }),
        );
        writeFileSync(
          join(stage.cache, 'run-7.json'),
          random.pick(['', '{', '{"executor":{"pid":1}}', 'null']),
        );
        const one = await stage.execute();
        await one.rests({ version: '1' });
        if (one.task.output.includes('an earlier run had left')) throw new Error('somebody else was ended');
        await one.end();
        if (!lives(pid)) throw new Error('a process that is none of ours was killed');
      } finally {
        bystander.kill('SIGKILL');
      }
    },
  },
];
