import type { Execution } from './execution.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** What a run is doing when it is hurt. */
export const MOMENTS = [
  'planning',
  'first build',
  'build',
  'stop',
  'start',
  'not ready',
  'running',
  'broken',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** Brings a run that has just begun to a moment, and a little further, by chance. */
export async function reach(moment: Moment, one: Execution, stage: Stage, random: Random): Promise<void> {
  switch (moment) {
    case 'planning':
      return stage.pause(random.between(0, 600));
    case 'first build':
      await one.events.next('building');
      return stage.pause(random.between(0, 600));
    case 'build':
      await one.runs({});
      one.events.skipAhead();
      stage.workspace.setVersion('to be built');
      await one.events.next('building');
      return stage.pause(random.between(0, 600));
    case 'stop': {
      const run = await one.runs({});
      await run.ignoreSignals();
      stage.workspace.setVersion('to be started');
      await run.nextSignal();
      return stage.pause(random.between(0, 1100));
    }
    case 'start':
      await one.events.next('started');
      return stage.pause(random.pick([0, random.between(0, 20)]));
    case 'not ready':
      await one.events.next('started');
      return stage.pause(random.between(20, 250));
    case 'running':
      await one.runs({});
      await one.events.next('ready');
      return stage.pause(random.between(0, 300));
    case 'broken':
      await one.runs({});
      stage.workspace.write('apps/app/version.go', 'package main\n\nconst version = broken\n');
      await one.fails('undefined: broken');
  }
}
