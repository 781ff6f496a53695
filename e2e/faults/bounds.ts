import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuTicks, takeFigures, type Figures } from './bounds-figures.ts';
import { FIGURES_VARIABLE } from './bounds-inside.ts';
import type { Execution } from './execution.ts';
import { listenText } from './programs-that-listen.ts';
import { openStage } from './open-stage.ts';
import type { Stage } from './stage.ts';

/** How much is measured. */
export interface Extent {
  /** After how many cycles figures are taken; the first is what the last is compared with. */
  readonly marks: readonly number[];
  /** How long the CPU time is taken at rest, in s, and how often. */
  readonly rest: number;
  readonly times: number;
  /** How long a program that never listens has run by then, in s: it is looked at less and less often. */
  readonly settling: number;
}

/** 1,000 cycles, and minutes of rest. */
export const FULL: Extent = { marks: [10, 100, 1000], rest: 60, times: 3, settling: 185 };
/** What fits into CI. */
export const SHORT: Extent = { marks: [10, 30], rest: 5, times: 1, settling: 0 };

export interface Bounds {
  readonly marks: readonly { readonly cycles: number; readonly figures: Figures }[];
  /** What the executor used of the CPU while nothing happened, in each of the times. */
  readonly rests: readonly {
    readonly program: string;
    readonly seconds: number;
    readonly ticks: readonly number[];
  }[];
  readonly complaints: readonly string[];
}

/** Before figures are taken, in ms. */
const QUIET = 1000;

/** Runs an executor through so many cycles, and measures what it holds and uses at rest. Linux only. */
export async function measureBounds(extent: Extent, tell: (line: string) => void): Promise<Bounds> {
  const marks: Bounds['marks'][number][] = [];
  const rests: Bounds['rests'][number][] = [];
  const rest = async (program: string, { task }: Execution, stage: Stage) => {
    const ticks: number[] = [];
    while (ticks.length < extent.times) {
      const before = cpuTicks(task.pid);
      await stage.pause(extent.rest * 1000);
      ticks.push(cpuTicks(task.pid) - before);
    }
    rests.push({ program, seconds: extent.rest, ticks });
    tell(`at rest for ${extent.rest} s, ${program}: ${ticks.join(', ')} ticks of CPU`);
  };
  const listening = await onStage(async (stage) => {
    stage.workspace.write('apps/app/listens.go', listenText('tcp', '127.0.0.1:0'));
    const file = join(stage.temporary, 'figures');
    const one = await stage.execute({}, { env: { [FIGURES_VARIABLE]: file }, through: withInside });
    await one.events.next('ready');
    let cycles = 1;
    for (const mark of extent.marks) {
      for (; cycles < mark; cycles++) await cycle(one, stage, cycles);
      await settle(one, stage);
      const figures = await takeFigures(one.task.pid, file, stage);
      marks.push({ cycles, figures });
      tell(`after ${cycles} cycles: ${JSON.stringify(figures)}`);
    }
    await rest('a program that listens', one, stage);
    stage.removeTemporary('figures');
    stage.workspace.setVersion('last');
    await one.rests({ version: 'last' });
  });
  const silent = await onStage(async (stage) => {
    const one = await stage.execute();
    await one.events.next('ready');
    await settle(one, stage);
    await stage.pause(extent.settling * 1000);
    await rest('a program that never listens', one, stage);
    await one.rests({ version: '1' });
  });
  return { marks, rests, complaints: [...listening, ...silent] };
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
  await stage.untilSeen('the end of the upkeep', () => {
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

/** Gives what is wrong with how the stage was left. */
async function onStage(run: (stage: Stage) => Promise<void>): Promise<readonly string[]> {
  const stage = await openStage(false);
  try {
    await run(stage);
  } catch (error) {
    await stage.close();
    throw error;
  }
  return stage.close();
}
