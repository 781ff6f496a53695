import { chmodSync } from 'node:fs';
import { findGo } from '../rig/environment.ts';
import { parentOf, signalIfThere } from '../rig/processes.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { MOMENTS, reach, type Moment } from './moments.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

type Target = 'task' | 'group';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** After so long Nx kills what is left. ms */
const GRACE = 5000;

/** A go command that never answers the first question; Nx's signal ends it. */
const SILENT_GO = `#!/bin/sh
if mkdir "$0.asked" 2>/dev/null; then exec sleep 600; fi
exec "${findGo()}" "$@"
`;

/** One whose first answer takes until Nx's signal has ended a child of it: it then ends as if by itself. */
const SLOW_GO = `#!/bin/sh
if mkdir "$0.asked" 2>/dev/null; then sleep 600; fi
exec "${findGo()}" "$@"
`;

/** Sends one signal or two, and sees that everything ends in time. */
async function signal(target: Target, one: Execution, stage: Stage, random: Random): Promise<void> {
  const begun = performance.now();
  const name = random.pick(SIGNALS);
  const send = (which: NodeJS.Signals) => {
    if (one.task.exit !== undefined) return;
    process.kill(target === 'group' ? -one.task.pid : one.task.pid, which);
  };
  send(name);
  if (random.chance(0.5)) {
    await stage.pause(random.between(0, 400));
    send(random.chance(0.7) ? name : random.pick(SIGNALS));
  }
  await endOrAsk(one, stage, () => send(name));
  await stage.allGone();
  const took = performance.now() - begun;
  if (took > GRACE) throw new Error(`the end by ${name} took ${Math.round(took)} ms`);
}

/** Waits for the end, and asks once more where the executor has said that this one signal may be the program's own. */
async function endOrAsk({ task }: Execution, stage: Stage, ask: () => void): Promise<void> {
  const isAskedFor = () => task.output.includes('goes on unless a second one comes');
  await stage.until(
    'the end, or the wish for a second signal',
    () => task.exit ?? (isAskedFor() || undefined),
  );
  if (task.exit === undefined) ask();
  await task.ended();
}

async function signalWhileAsked(go: string, stage: Stage, random: Random): Promise<void> {
  const { workspace } = stage;
  workspace.write('asked-go', go);
  chmodSync(workspace.path('asked-go'), 0o755);
  const one = await stage.nx({ goBinary: './asked-go' });
  await stage.untilSeen('a question without an answer', () => {
    return stage.living().some(({ command }) => command.startsWith('sleep 600')) || undefined;
  });
  await stage.pause(random.between(0, 100));
  await signal('task', one, stage, random);
}

/** Signals at every moment; each try takes one moment, signal and target by chance. */
export const endsBySignal: readonly Fault[] = [
  ...MOMENTS.map((moment: Moment): Fault => ({
    name: `executor signalled: ${moment}`,
    group: 'end',
    async run(stage, random) {
      const one = await stage.execute();
      await reach(moment, one, stage, random);
      const run = stage.programs.at(-1);
      if (run?.isClosed === false && moment !== 'stop' && random.chance(0.5)) {
        await run.spawn('daemon', { session: true }).catch(() => undefined);
      }
      await signal(random.pick(['task', 'group']), one, stage, random);
    },
  })),
  {
    name: 'nx signalled',
    group: 'end',
    async run(stage, random) {
      const one = await stage.nx();
      const moment = random.pick(MOMENTS);
      if (moment === 'planning') await stage.pause(random.between(0, 2500));
      else await reach(moment, one, stage, random);
      await signal(random.pick(['task', 'group']), one, stage, random);
    },
  },
  {
    // Nx signals the program first, which ends slowly, and the executor once it has no child.
    name: 'nx alone signalled while a program ends slowly',
    group: 'end',
    async run(stage, random) {
      const one = await stage.nx();
      await reach('stop', one, stage, random);
      await signal('task', one, stage, random);
    },
  },
  {
    // Nx ends go first; were it asked again at once, Nx would never see the executor without a child.
    name: 'nx alone signalled while go is asked for its settings',
    group: 'end',
    run: (stage, random) => signalWhileAsked(SILENT_GO, stage, random),
  },
  {
    // Nothing tells the executor of the end: Nx must see it without a child before the program is started.
    name: 'nx alone signalled while a go command ends by itself',
    group: 'end',
    run: (stage, random) => signalWhileAsked(SLOW_GO, stage, random),
  },
  {
    name: 'executor signalled under nx',
    group: 'end',
    async run(stage, random) {
      const one = await stage.nx();
      await reach(
        random.pick(['start', 'not ready', 'running', 'build', 'stop', 'broken']),
        one,
        stage,
        random,
      );
      const pid = stage.programs.at(-1)?.hello.pid;
      const begun = performance.now();
      // A program that has just been stopped has no parent any more.
      const executor = pid === undefined ? 0 : parentOf(pid);
      const name = random.pick(SIGNALS);
      const send = () => (executor > 1 ? void signalIfThere(executor, name) : one.task.signal('SIGTERM'));
      send();
      await endOrAsk(one, stage, send);
      await stage.allGone();
      const took = performance.now() - begun;
      if (took > GRACE) throw new Error(`the end took ${Math.round(took)} ms`);
    },
  },
  {
    name: 'terminal closed',
    group: 'end',
    async run(stage, random) {
      const one = await (random.chance(0.3) ? stage.nx() : stage.execute());
      await reach(random.pick(['first build', 'build', 'start', 'running', 'broken']), one, stage, random);
      one.task.hangUp();
      await stage.pause(random.between(0, 100));
      signalIfThere(-one.task.pid, 'SIGHUP');
      await one.task.ended();
      await stage.allGone();
    },
  },
];
