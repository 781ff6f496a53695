import type { CreateNodesV2, ProjectConfiguration } from '@nx/devkit';
import { matchesGlob, posix } from 'node:path';
import { findProjects, type Project } from './find-projects.ts';
import { isPassedOver, nearest } from './folder-tree.ts';
import { openFacts } from './kept-facts.ts';
import type { Listening } from './listening.ts';
import type { PluginOptions } from './plugin-options.ts';
import { programTargets } from './program-targets.ts';
import { findProgram, type Program } from './programs.ts';
import { readsFrom } from './workspace-file.ts';

/** Go files are among them, since a new one can make a project a program. */
const FILES = '**/{go.mod,project.json,package.json,*.go}';

/**
 * Gives each project with a main package the target `serve`, and makes each Go module a project that isn't one
 * yet. What a project defines itself is left as it is. All is read off the files; no go command is run.
 */
export const createNodes: CreateNodesV2<PluginOptions> = [
  FILES,
  (files, options, { workspaceRoot }) => {
    const { targetName = 'serve', exclude = [] } = options ?? {};
    const isExcluded = (folder: string) => exclude.some((glob) => matchesGlob(folder, glob));
    const read = readsFrom(workspaceRoot);
    const projects = findProjects(files, read);
    const facts = openFacts<Listening>(workspaceRoot, 'programs');
    const programs = new Map<Project, Program[]>([...projects.values()].map((project) => [project, []]));
    for (const [folder, goFiles] of groupByFolder(files)) {
      const project = nearest(folder, (at) => projects.get(at));
      if (project === undefined || isExcluded(folder) || isExcluded(project.root)) continue;
      const program = findProgram({ folder, files: goFiles }, read, facts);
      if (program !== undefined) programs.get(project)?.push(program);
    }
    facts.save();
    return [...programs]
      .filter(([{ root, isBareModule }, some]) => !isExcluded(root) && (isBareModule || some.length > 0))
      .map(([project, some]) => [
        project.source,
        { projects: { [project.root]: describe(project, some, targetName) } },
      ]);
  },
];

/** Non-test Go files by their folder. */
function groupByFolder(files: readonly string[]): ReadonlyMap<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    if (!file.endsWith('.go') || file.endsWith('_test.go') || isPassedOver(file)) continue;
    const folder = posix.dirname(file);
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

function describe(
  { root, name, ownTargets, isBareModule }: Project,
  programs: readonly Program[],
  targetName: string,
): Omit<ProjectConfiguration, 'root'> {
  const inferred = Object.entries(programTargets(programs, { root, name, targetName }));
  return {
    // Nx would merge the options of one that uses go-run, too: a port that is read here into other arguments.
    targets: Object.fromEntries(inferred.filter(([target]) => !ownTargets.has(target))),
    metadata: { technologies: ['go'] },
    ...(isBareModule
      ? { name, sourceRoot: root, projectType: programs.length > 0 ? 'application' : 'library' }
      : {}),
  };
}
