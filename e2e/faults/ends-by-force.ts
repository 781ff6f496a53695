import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kill, parentOf, signalIfThere } from '../rig/processes.ts';
import type { Fault } from './fault.ts';
import { lives } from './living.ts';
import { MOMENTS, reach, type Moment } from './moments.ts';
import { repair } from './repair.ts';
import type { Stage } from './stage.ts';

/** The executor alone is killed, at one of some moments. */
function killed(name: string, moments: readonly [Moment, ...Moment[]]): Fault {
  return {
    name,
    group: 'end',
    async run(stage, random) {
      const one = await stage.execute();
      await reach(random.pick(moments), one, stage, random);
      process.kill(one.task.pid, 'SIGKILL');
      await one.task.ended();
      const left = stage.living().map(({ pid }) => pid);
      await repair(stage, () => stage.execute(), left);
    },
  };
}

/** Those that build end with the one that started them, or by themselves meanwhile. */
function killAllBut(spared: readonly number[], stage: Stage): void {
  for (const one of stage.living()) if (!spared.includes(one.pid)) kill(one);
}

/** Ends that nobody can catch. */
export const endsByForce: readonly Fault[] = [
  killed('executor killed', MOMENTS),
  killed('executor killed during a build', ['first build', 'build']),
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
      signalIfThere(executor, 'SIGKILL');
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
      const spared = [run.hello.pid, daemon.hello.pid];
      killAllBut(spared, stage);
      await one.task.ended();
      await repair(stage, () => stage.execute({ port }), spared);
    },
  },
  {
    name: 'cache folder deleted, then everything but the program killed',
    group: 'end',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      rmSync(random.pick([stage.cache, stage.workspace.path('node_modules/.cache')]), {
        recursive: true,
        maxRetries: 5,
      });
      stage.workspace.setVersion('2');
      const run = await one.runs({ version: '2' });
      await run.spawn('daemon', { session: true });
      const daemon = await stage.child('daemon');
      if (random.chance(0.5)) stage.workspace.setVersion('3');
      await stage.pause(random.between(0, 600));
      const current = stage.programs.at(-1)?.hello.pid ?? run.hello.pid;
      const spared = [current, daemon.hello.pid];
      killAllBut(spared, stage);
      await one.task.ended();
      await repair(stage, () => stage.execute(), spared);
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
