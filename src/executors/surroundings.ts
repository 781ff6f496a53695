import { readlinkSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import type { Surroundings } from '../plan/make-plan.ts';
import { thisPlatform } from '../process/system.ts';
import { chooseRenewal, findTerminal, readColumns, wantsColour } from '../terminal/colour.ts';
import { createLineWriter, type LineWriter } from '../terminal/line-writer.ts';

/** Of a terminal that does not say. */
const USUAL_COLUMNS = 80;

/** What Nx and this process say about a run. */
export function readSurroundings(context: ExecutorContext): Surroundings {
  const project = context.projectName ?? 'program';
  const configuration =
    context.configurationName === undefined ? {} : { configuration: context.configurationName };
  return {
    task: { project, target: context.targetName ?? 'serve', ...configuration },
    workspaceRoot: context.root,
    projectRoot: context.projectsConfigurations.projects[project]?.root ?? '.',
    env: process.env,
    platform: thisPlatform,
    pid: process.pid,
    colour: wantsColour({ env: process.env, endsAtTerminal: findOutput() }),
  };
}

/** Writes the lines of events to this process's output, as suits where that ends. `now` gives ms. */
export function openLineWriter({ taskGraph }: ExecutorContext, now: () => number): LineWriter {
  const isAlone = Object.keys(taskGraph?.tasks ?? {}).length === 1;
  const { env, stdout } = process;
  const renewal = chooseRenewal({ env, stdout, endsAtTerminal: findOutput(), isAlone });
  return createLineWriter({
    renewal,
    columns: () => (renewal === 'from-below' ? (readColumns() ?? USUAL_COLUMNS) : stdout.columns),
    now,
    write: (text) => void stdout.write(text),
  });
}

/** Whether what this run prints ends at a terminal. */
function findOutput(): boolean | undefined {
  const readLink = (path: string) => {
    try {
      return readlinkSync(path);
    } catch {
      return undefined;
    }
  };
  return findTerminal(process.stdout, process.ppid, readLink);
}
