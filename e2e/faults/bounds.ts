import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuTime, takeFigures, type Figures } from './bounds-figures.ts';
import { FIGURES_VARIABLE, GIVE_BACK_VARIABLE } from './bounds-inside.ts';
import type { Execution } from './execution.ts';
import { listenText } from './programs-that-listen.ts';
import { openStage } from './open-stage.ts';
import type { Stage } from './stage.ts';

/** How much is measured. */
export interface Extent {
  /** After how many cycles figures are taken. */
  readonly marks: readonly number[];
  /** How long the CPU time is taken at rest, in s, and how often. */
  readonly rest: number;
  readonly times: number;
  /**
   * How long before, in s. V8 uses the quiet for two collections of garbage, about 110 and 220 s after the last
   * work; and a program that never listens is looked at less and less often, from 180 s on every half minute.
   */
  readonly settling: number;
}

/** 1,000 cycles, and minutes of rest. */
export const FULL: Extent = { marks: [10, 100, 500, 1000], rest: 60, times: 3, settling: 240 };
/** What fits into CI. */
export const SHORT: Extent = { marks: [10, 30], rest: 5, times: 1, settling: 0 };

export interface Bounds {
  readonly marks: readonly { readonly cycles: number; readonly figures: Figures }[];
  /** What the executor used of the CPU while nothing happened, in each of the times, in ms. */
  readonly rests: readonly {
    readonly program: string;
    readonly seconds: number;
    readonly cpu: readonly number[];
  }[];
  readonly complaints: readonly string[];
}

/** Before figures are taken, in ms. */
const QUIET = 1000;

/**
 * Runs an executor through so many cycles, and measures what it holds, and uses at rest; at rest beside one whose
 * program never listens. Linux only.
 */
export async function measureBounds(extent: Extent, tell: (line: string) => void): Promise<Bounds> {
  const marks: Bounds['marks'][number][] = [];
  let rests: Bounds['rests'] = [];
  const complaints = await onStage(async (stage, silentStage) => {
    stage.workspace.write('apps/app/listens.go', listenText('tcp', '127.0.0.1:0'));
    const file = join(stage.temporary, 'figures');
    const giveBack = join(stage.temporary, 'give-back.node');
    execFileSync('cc', ['-shared', '-fPIC', '-o', giveBack, join(import.meta.dirname, 'give-back.c')]);
    const start = async () => {
      const env = { [FIGURES_VARIABLE]: file, [GIVE_BACK_VARIABLE]: giveBack };
      const execution = await stage.execute({}, { env, through: withInside });
      await execution.events.next('ready');
      return execution;
    };
    // Node keeps what it makes of TypeScript. What makes it takes 10 MB, and is not part of what is measured.
    await (await start()).end();
    const one = await start();
    let cycles = 1;
    for (const mark of extent.marks) {
      for (; cycles < mark; cycles++) await cycle(one, stage, cycles);
      await settle(one, stage);
      const figures = await takeFigures(one.task.pid, file, stage);
      marks.push({ cycles, figures });
      tell(`after ${cycles} cycles: ${JSON.stringify(figures)}`);
    }
    const silent = await silentStage.execute();
    await silent.events.next('ready');
    await settle(silent, silentStage);
    const programs = { 'a program that listens': one, 'a program that never listens': silent };
    rests = await rest(programs, extent, stage, tell);
    for (const name of ['figures', 'give-back.node']) stage.removeTemporary(name);
    stage.workspace.setVersion('last');
    await one.rests({ version: 'last' });
    await silent.rests({ version: '1' });
  });
  return { marks, rests, complaints };
}

/** The CPU times of executors while nothing happens. */
async function rest(
  executions: Readonly<Record<string, Execution>>,
  { rest: seconds, times, settling }: Extent,
  stage: Stage,
  tell: (line: string) => void,
): Promise<Bounds['rests']> {
  await stage.pause(settling * 1000);
  const all = Object.entries(executions).map(([program, { task }]) => ({
    program,
    task,
    cpu: [] as number[],
  }));
  for (let time = 0; time < times; time++) {
    const before = all.map(({ task }) => cpuTime(task.pid));
    await stage.pause(seconds * 1000);
    for (const [index, { task, cpu }] of all.entries()) cpu.push(cpuTime(task.pid) - (before[index] ?? NaN));
  }
  for (const { program, cpu } of all)
    tell(`CPU in ${seconds} s at rest, ${program}: ${cpu.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  return all.map(({ program, cpu }) => ({ program, seconds, cpu }));
}

/** One cycle: a good edit, or an error and then, in the next one, its correction; now and then a save without an edit. */
async function cycle({ events }: Execution, { workspace }: Stage, count: number): Promise<void> {
  events.skipAhead();
  if (count % 10 === 7) {
    workspace.write('apps/app/version.go', `package main\n\nconst version = ${count}(\n`);
    await events.next('build-failed');
    return;
  }
  workspace.setVersion(`v${count}`);
  await events.next('ready');
  if (count % 10 === 3) workspace.setVersion(`v${count}`);
}

/** Waits for what a good build leaves to do in a quiet moment. */
async function settle({ events }: Execution, stage: Stage): Promise<void> {
  await stage.untilSeen('the end of the idle work', () => {
    const last = events.all.findLastIndex(({ type }) => type === 'built');
    const built = events.all[last];
    const awaited = built?.type === 'built' && built.via.kind === 'hot' ? 'checked' : 'hot-path';
    return events.all.slice(last).some(({ type }) => type === awaited) || undefined;
  });
  await stage.pause(QUIET);
}

/** Has Node load what answers for the figures. */
function withInside([node = '', ...args]: readonly string[]): [string, ...string[]] {
  return [node, '--import', pathToFileURL(join(import.meta.dirname, 'bounds-inside.ts')).href, ...args];
}

/** Gives what is wrong with how the two stages were left. */
async function onStage(run: (stage: Stage, other: Stage) => Promise<void>): Promise<readonly string[]> {
  const stages = [await openStage(false), await openStage(false)] as const;
  const close = async () => (await Promise.all(stages.map((stage) => stage.close()))).flat();
  try {
    await run(...stages);
  } catch (error) {
    await close();
    throw error;
  }
  return close();
}
