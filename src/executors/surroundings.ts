import { readlinkSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import type { Surroundings } from '../plan/make-plan.ts';
import { thisPlatform } from '../process/system.ts';
import { chooseRenewal, findTerminal, type Renewal, wantsColour } from '../terminal/colour.ts';

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

/** How this run writes the line of something that goes on anew. */
export function readRenewal({ taskGraph }: ExecutorContext): Renewal {
  const isAlone = Object.keys(taskGraph?.tasks ?? {}).length === 1;
  return chooseRenewal({ env: process.env, stdout: process.stdout, endsAtTerminal: findOutput(), isAlone });
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
