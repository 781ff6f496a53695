import {
  formatFiles,
  type GeneratorCallback,
  joinPathFragments,
  logger,
  type Tree,
  updateProjectConfiguration,
} from '@nx/devkit';
import type { GoRunOptions } from '../../executors/go-run/schema.d.ts';
import { type Projects, readAllProjects } from '../all-projects.ts';
import { findMainDirectories, readGoSources } from '../go-sources.ts';
import { setUp } from '../init/init.ts';
import { type Ask, askOnTerminal, chooseMain, findProject } from './find-project.ts';
import { proposeOptions } from './propose-options.ts';

export interface ConfigurationOptions {
  readonly project: string;
  readonly file?: string;
  readonly port?: number;
  readonly swagger?: boolean;
  readonly target?: string;
  readonly force?: boolean;
  readonly skipFormat?: boolean;
}

/**
 * Writes the serve target of an existing Go project, and says with which options. Throws what Nx is to print
 * where the project or its main package isn't clear, or the target is there already.
 */
export async function configuration(
  tree: Tree,
  options: ConfigurationOptions,
  ask: Ask = askOnTerminal,
  readProjects: (tree: Tree) => Promise<Projects> = readAllProjects,
): Promise<GeneratorCallback> {
  const projects = await readProjects(tree);
  const { name, configuration: project, otherRoots } = findProject(tree, options.project, projects);
  const target = options.target ?? 'serve';
  const present = project.targets?.[target];
  if (present !== undefined && !options.force) {
    const by = present.executor ?? present.command ?? 'no executor';
    throw new Error(
      `${name} has a target ${target} already (${by}). Replace it by --force, or name another by --target.`,
    );
  }
  const sources = readGoSources(tree, project.root, otherRoots);
  const file =
    options.file === undefined
      ? await chooseMain(findMainDirectories(sources), name, ask)
      : checkFile(tree, project.root, options.file);
  const directory = file.endsWith('.go') ? joinPathFragments(file, '..') : file;
  const { swagger, ...proposal } = proposeOptions(tree, project.root, directory, sources);
  const wanted = options.swagger === undefined ? swagger : options.swagger && (swagger ?? true);
  const proposed: GoRunOptions = {
    ...(file === '.' ? {} : { file }),
    ...proposal,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(wanted ? { swagger: wanted } : {}),
  };
  updateProjectConfiguration(tree, name, {
    ...project,
    targets: { ...project.targets, [target]: { executor: 'nx-go-run:go-run', options: proposed } },
  });
  const { done, warnings, install } = setUp(tree, {});
  if (!options.skipFormat) await formatFiles(tree);
  for (const line of done) logger.info(line);
  for (const line of warnings) logger.warn(line);
  logger.info(`${name}:${target} runs go-run with ${JSON.stringify(proposed)}`);
  return install;
}

/** The `file` that was given, as it is written into the target; it must be in the project. */
function checkFile(tree: Tree, root: string, file: string): string {
  const path = joinPathFragments(file);
  if (path.startsWith('..') || !tree.exists(joinPathFragments(root, path))) {
    throw new Error(`file: there is no ${file} in ${root}.`);
  }
  return path.replace(/\/$/, '');
}
