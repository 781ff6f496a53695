import { chmodSync, existsSync, readdirSync } from 'node:fs';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';
import { repair } from './repair.ts';
import type { Stage } from './stage.ts';

/** Stands between go and the compiler: compiles main only once nothing holds it up. A child does the waiting. */
const SCRIPT = `#!/bin/sh
case "$*" in *" -p main "*) while [ -e "$HOLD_UP" ]; do sleep 600; done ;; esac
exec "$@"
`;

interface HeldBuilds {
  readonly one: Execution;
  /** Edits the program, and resolves once its compiler hangs. */
  hang(version: string): Promise<void>;
  /** Lets the next compiler through. */
  letGo(): void;
}

async function openHeld(stage: Stage): Promise<HeldBuilds> {
  const { workspace } = stage;
  workspace.write('compiler', SCRIPT);
  chmodSync(workspace.path('compiler'), 0o755);
  const buildFlags = [`-toolexec=${workspace.path('compiler')}`];
  const one = await stage.execute({ buildFlags }, { env: { HOLD_UP: workspace.path('held') } });
  await one.runs({ version: '1' });
  return {
    one,
    async hang(version) {
      workspace.write('held', '');
      workspace.setVersion(version);
      await stage.untilSeen('a compiler that hangs', () => compilers(stage).length > 1 || undefined);
    },
    letGo: () => workspace.remove('held'),
  };
}

function compilers(stage: Stage) {
  return stage.living().filter(({ command }) => /^\S*sh \S+\/compiler |^sleep 600/.test(command));
}

function checkGone(stage: Stage): void {
  const [left] = compilers(stage);
  if (left) throw new Error(`a compiler lives on: ${left.pid} ${left.command}`);
  for (const folder of [stage.cache, stage.temporary].filter((one) => existsSync(one))) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const found = names.find((name) => name.includes('go-build'));
    if (found !== undefined) throw new Error(`${found} is left in ${folder}`);
  }
}

/** Builds that would never end by themselves, so that it is seen whether all of them is ended. */
export const buildsThatHang: readonly Fault[] = [
  {
    name: 'edit while a compiler hangs',
    group: 'edits',
    async run(stage, random) {
      const { one, hang, letGo } = await openHeld(stage);
      for (let round = 0; round < stage.rounds; round++) {
        for (let aborts = random.between(1, 3); aborts > 0; aborts--) await hang(`held ${round}.${aborts}`);
        await stage.pause(random.between(0, 300));
        letGo();
        stage.workspace.setVersion(`r${round}`);
        await one.runs({ version: `r${round}` });
        checkGone(stage);
      }
      await one.rests({});
    },
  },
  {
    name: 'end while a compiler hangs',
    group: 'end',
    async run(stage, random) {
      const { one, hang } = await openHeld(stage);
      await hang('held');
      await stage.pause(random.between(0, 300));
      await end(one, random);
      await stage.allGone();
      checkGone(stage);
    },
  },
  {
    name: 'executor killed while a compiler hangs',
    group: 'end',
    async run(stage, random) {
      const { one, hang, letGo } = await openHeld(stage);
      await hang('held');
      await stage.pause(random.between(0, 300));
      process.kill(one.task.pid, 'SIGKILL');
      await one.task.ended();
      const left = compilers(stage).map(({ pid }) => pid);
      letGo();
      await repair(stage, () => stage.execute(), left);
      checkGone(stage);
    },
  },
];

async function end({ task }: Execution, random: Random): Promise<void> {
  const name = random.pick(['SIGINT', 'SIGTERM', 'SIGHUP']);
  process.kill(random.chance(0.3) ? -task.pid : task.pid, name);
  await task.ended();
}
