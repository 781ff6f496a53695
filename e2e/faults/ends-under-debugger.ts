import { openEditor } from '../rig/editor.ts';
import { isGone } from '../rig/processes.ts';
import { provideDlv } from '../rig/provide-dlv.ts';
import { openRpcClient } from '../rig/rpc-client.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';
import { repair } from './repair.ts';
import type { Stage } from './stage.ts';

/** After so long Nx kills everything: by then all must have ended by itself. ms */
const GRACE = 5000;
const FILE = 'apps/app/obey.go';
/** What the program does only where it is told. */
const PLACE = 'status.Store';

/** A client of either protocol that is attached, with a breakpoint. */
interface Attached {
  /** Resolves once the program stands at the breakpoint. */
  stopped(): Promise<unknown>;
  vanish(): void;
}

/** Attaches a client to a run. */
async function attach(stage: Stage, port: number, random: Random): Promise<Attached> {
  const waiting = { until: stage.untilSeen, notify: () => undefined };
  const path = stage.workspace.path(FILE);
  const line =
    stage.workspace
      .read(FILE)
      .split('\n')
      .findIndex((text) => text.includes(PLACE)) + 1;
  if (random.chance(0.5)) {
    const editor = await openEditor(port, waiting);
    await editor.attach({ [path]: [line] });
    return { stopped: () => editor.stop(), vanish: () => editor.vanish() };
  }
  const client = await openRpcClient(port, waiting);
  await client.call('CreateBreakpoint', { Breakpoint: { file: path, line } });
  const stop = client.resume();
  // Where nobody waits for it.
  stop.catch(() => undefined);
  return { stopped: () => stop, vanish: () => client.vanish() };
}

/** Runs under a debugger, and hurts that while the program runs or stands at a breakpoint. */
function underDebugger(
  name: string,
  start: (stage: Stage, debug: { readonly port: number; readonly dlv: string }) => Promise<Execution>,
  hurt: (one: Execution, stage: Stage, random: Random) => Promise<void>,
): readonly Fault[] {
  return [false, true].map((isStopped) => ({
    name: `${name} while the program ${isStopped ? 'stands at a breakpoint' : 'is debugged'}`,
    group: 'end',
    async run(stage, random) {
      const port = await stage.port();
      const one = await start(stage, { port, dlv: provideDlv() });
      await one.runs({ version: '1' });
      const client = await attach(stage, port, random);
      await stage.untilSeen(
        'a program under dlv',
        () => (dlvs(stage).length === 1 && one.course().starts >= 2) || undefined,
      );
      const run = await one.runs({ version: '1' });
      if (isStopped) {
        // The answer may never come.
        run.answerWith(200).catch(() => undefined);
        await client.stopped();
      }
      await stage.pause(random.between(0, 300));
      try {
        await hurt(one, stage, random);
      } finally {
        client.vanish();
      }
    },
  }));
}

const dlvs = (stage: Stage) =>
  stage.living().filter(({ command }) => / (dap|exec) --/.test(command) && /dlv/.test(command));
const execute = (stage: Stage, debug: { readonly port: number; readonly dlv: string }) =>
  stage.execute({ debug });
const nothingLives = (stage: Stage) =>
  stage.untilSeen('the end of all', () => stage.living().length === 0 || undefined, GRACE);

/** A program that runs goes on under a dlv alone after the next edit, too. */
async function goesOn(one: Execution, stage: Stage): Promise<void> {
  stage.workspace.setVersion('2');
  await one.runs({ version: '2' });
  await stage.untilSeen('one dlv', () => dlvs(stage).length === 1 || undefined);
}

/** What is left where one of those that debug is killed. */
export const endsUnderDebugger: readonly Fault[] = [
  ...underDebugger('executor killed', execute, async (one, stage) => {
    process.kill(one.task.pid, 'SIGKILL');
    await one.task.ended();
    await nothingLives(stage);
    await repair(stage, () => stage.execute(), []);
  }),
  ...underDebugger(
    'nx killed',
    (stage, debug) => stage.nx({ debug }),
    async (one, stage) => {
      one.task.signal('SIGKILL');
      await one.task.ended();
      await nothingLives(stage);
    },
  ),
  ...underDebugger('dlv killed', execute, async (one, stage) => {
    const { pid } = one.course();
    for (const dlv of dlvs(stage)) process.kill(dlv.pid, 'SIGKILL');
    await stage.untilSeen('the next program', () => {
      const now = one.course();
      return (now.pid !== undefined && now.pid !== pid) || undefined;
    });
    await one.runs({ version: '1' });
    await goesOn(one, stage);
  }),
  ...underDebugger('program killed', execute, async (one, stage) => {
    const { pid } = one.course();
    if (pid === undefined) throw new Error('no program runs');
    process.kill(pid, 'SIGKILL');
    await stage.until(
      'news of its end',
      () => one.events.all.some((event) => event.type === 'exited' && event.pid === pid) || undefined,
      GRACE,
    );
    await stage.untilSeen(
      'the end of its dlv',
      () => (isGone(pid) && dlvs(stage).length === 0) || undefined,
      GRACE,
    );
    await goesOn(one, stage);
  }),
  ...underDebugger('run ended', execute, async (one, stage) => {
    await one.end();
    await nothingLives(stage);
  }),
];
