import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { goPart } from '../rig/workspace.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { after, need } from './namespaces.ts';
import { listenText } from './programs-that-listen.ts';
import type { Stage } from './stage.ts';

const NO_WATCHER = 'sysctl -q -w user.max_inotify_instances=0';
const TOLD = 'the system allows no more open files or watchers';

/** Sets the limit of a process that runs (prlimit(1)). */
function limitHandles({ task }: Execution, limit: number, stage: Stage): void {
  try {
    execFileSync('prlimit', ['--pid', String(task.pid), `--nofile=${limit}:`], { stdio: 'pipe' });
  } catch {
    stage.passOver('this machine has no prlimit');
  }
}

function handlesOf({ task }: Execution): number {
  return Math.max(...readdirSync(`/proc/${task.pid}/fd`).map(Number)) + 1;
}

/**
 * Gives the program a port. Run directly, the executor loads Nx for the ready signal of a program that has none,
 * and Nx's native part aborts for want of a handle. Under nx itself that part is loaded before the executor is.
 */
async function listenFromTheStart({ workspace, port }: Stage): Promise<GoRunOptions> {
  const own = await port();
  workspace.write('apps/app/listening.go', listenText('tcp', `127.0.0.1:${own}`));
  return { port: own };
}

function checkToldOnce({ task }: Execution): void {
  const told = task.output.split(TOLD).length - 1;
  if (told > 1) throw new Error(`the limit was told ${told} times`);
}

/** Handles that run out: for watchers (EMFILE of inotify_init(2)), and for files (ulimit -n). */
export const machineHandles: readonly Fault[] = [
  {
    name: 'no watcher is to be had',
    group: 'machine',
    async run(stage, random) {
      need(stage, 'limit of watchers in a namespace', NO_WATCHER, '-Ur');
      const one = await stage.execute({}, { through: after(NO_WATCHER, '-Ur') });
      await one.runs({ version: '1' });
      await one.task.printed(TOLD);
      await stage.pause(random.between(0, 500));
      stage.workspace.setVersion('2');
      await one.runs({ version: '2' });
      stage.workspace.write('apps/app/internal/later/x.go', 'package later\n\nconst Value = "1"\n');
      const imports = 'import "example.test/app/internal/later"';
      stage.workspace.write('apps/app/part_later.go', goPart('later', 'later.Value', imports));
      await one.runs({ parts: { later: '1' } });
      stage.workspace.write('apps/app/internal/later/x.go', 'package later\n\nconst Value = "2"\n');
      await one.rests({ version: '2', parts: { later: '2' } });
      if (!one.events.all.some((event) => event.type === 'watching' && event.polling)) {
        throw new Error('nothing is polled');
      }
      checkToldOnce(one);
    },
  },
  {
    name: 'few file handles (ulimit -n)',
    group: 'machine',
    async run(stage, random) {
      const limit = random.between(32, 64);
      const options = await listenFromTheStart(stage);
      const one = await stage.execute(options, { through: after(`ulimit -n ${limit}`) });
      await one.runs({ version: '1' });
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
      checkToldOnce(one);
    },
  },
  {
    name: 'too few file handles to build (ulimit -n), then enough',
    group: 'machine',
    async run(stage, random) {
      // With Node 24 a run that builds needs 30, and its start 25.
      const one = await stage.execute({}, { through: after(`ulimit -Sn ${random.between(27, 29)}`) });
      await stage.until('the end of the first cycle', () => one.course().isIdle || undefined);
      if (one.task.exit) throw new Error('it has ended');
      const { failure } = one.course();
      if (failure && !/EMFILE|too many open files/.test(one.task.output)) {
        throw new Error(`it does not say what is missing: ${JSON.stringify(failure)}`);
      }
      limitHandles(one, 1024, stage);
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
      checkToldOnce(one);
    },
  },
  {
    name: 'file handles run out later, and are given back',
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute(await listenFromTheStart(stage));
      const run = await one.runs({ version: '1' });
      await one.events.next('watching');
      await one.events.next('ready');
      limitHandles(one, handlesOf(one) + random.between(0, 4), stage);
      workspace.write('apps/app/internal/later/x.go', 'package later\n\nconst Value = "1"\n');
      const imports = 'import "example.test/app/internal/later"';
      workspace.write('apps/app/part_later.go', goPart('later', 'later.Value', imports));
      workspace.setVersion('2');
      await stage.pause(random.between(300, 1500));
      const isReplaced = one.events.all.some((event) => event.type === 'built' && event.cycle > 1);
      if (run.isClosed && !isReplaced) throw new Error('the program was ended by it');
      limitHandles(one, 1024, stage);
      workspace.setVersion('3');
      await one.runs({ version: '3', parts: { later: '1' } });
      workspace.write('apps/app/internal/later/x.go', 'package later\n\nconst Value = "2"\n');
      await one.rests({ version: '3', parts: { later: '2' } });
      checkToldOnce(one);
    },
  },
];
