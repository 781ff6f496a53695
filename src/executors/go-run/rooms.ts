import { rm } from 'node:fs/promises';
import { goBuild } from '../../build/go-build.ts';
import { install } from '../../build/install.ts';
import { createGenerator } from '../../generate/generate.ts';
import { readTextIfThere } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { openReadiness } from '../../readiness/open-readiness.ts';
import { startChild } from '../../supervise/child.ts';
import { killTree } from '../../supervise/kill-tree.ts';
import { superviseProgram } from '../../supervise/program.ts';
import { stopTree } from '../../supervise/stop-tree.ts';
import { createContentMemory } from '../../watch/content.ts';
import { contentFiles, directories } from '../../watch/disk.ts';
import { createFileEvents } from '../../watch/file-events.ts';
import { watchSources } from '../../watch/source-watch.ts';
import { clock } from './clock.ts';
import type { Rooms } from './pipeline.ts';

/** Opens the rooms of the pipeline on this machine: real processes, files and clock. */
export async function openRooms(plan: Plan, hasten: AbortSignal): Promise<Rooms> {
  const readText = readTextIfThere;
  const { now } = clock;
  const generator = plan.swagger && createGenerator(plan, plan.swagger, { startChild, killTree, now });
  const sources = watchSources(plan, generator, {
    startChild,
    fileEvents: createFileEvents({ polling: plan.watch.poll === 'always' }),
    content: createContentMemory(contentFiles),
    directories,
    readText,
    now: Date.now,
  });
  const readiness = await openReadiness(plan);
  const program = superviseProgram(plan, { startChild, stopTree, readText, scheduler: clock, hasten, ...readiness });
  return {
    sources,
    generate: generator && ((signal, report) => generator.generate(signal, report)),
    build: (signal) => goBuild(plan, { startChild, killTree, readText, now }, signal),
    install: () => install(plan.output),
    program,
    scheduler: clock,
    async cleanUp() {
      await rm(plan.output.next, { force: true });
      await rm(plan.output.temporary, { recursive: true, force: true });
    },
  };
}
