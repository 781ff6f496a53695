import type { CreateNodesV2, ProjectConfiguration } from '@nx/devkit';
import { matchesGlob, posix } from 'node:path';
import { findProjects, type Project } from './find-projects.ts';
import { nearest, passedOver } from './folder-tree.ts';
import { listModuleFiles, MODULE_FILES } from './module-files.ts';
import { openFacts } from './kept-facts.ts';
import type { Listening } from './listening.ts';
import type { PluginOptions } from './plugin-options.ts';
import { programTargets } from './program-targets.ts';
import { findProgram, type Program } from './programs.ts';
import { readsFrom } from './workspace-file.ts';

/** Go files are among them, since a new one can make a project a program. */
const FILES = '**/{go.mod,go.work,project.json,package.json,*.go}';

/**
 * Gives each project with a main package the target `serve`, and makes each Go module a project that isn't one
 * yet. An edit of the go.mod or go.work above a project affects it. What a project defines itself is left as it is. All
 * is read off the files; no go command is run.
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
    const moduleFiles = new Set(files.filter((file) => /(^|\/)go\.(mod|work)$/.test(file)));
    const withGo = new Set<Project>();
    for (const [folder, goFiles] of groupByFolder(files)) {
      const project = nearest(folder, (at) => projects.get(at));
      if (project === undefined || isExcluded(folder) || isExcluded(project.root)) continue;
      withGo.add(project);
      const program = findProgram({ folder, files: goFiles }, read, facts);
      if (program !== undefined) programs.get(project)?.push(program);
    }
    facts.save();
    return [...programs].flatMap(([project, some]) => {
      const { root, source, isBareModule } = project;
      if (isExcluded(root)) return [];
      const inputs = isBareModule || withGo.has(project) ? listModuleFiles(root, moduleFiles) : [];
      if (!isBareModule && some.length === 0 && inputs.length === 0) return [];
      const described: Described = isBareModule || some.length > 0 ? describe(project, some, targetName) : {};
      const namedInputs = inputs.length > 0 ? { namedInputs: { [MODULE_FILES]: [...inputs] } } : {};
      // Nx looks only at what a target names; the first two are what stands for none.
      if (inputs.length > 0)
        for (const target of Object.values(described.targets ?? {}))
          target.inputs = ['default', '^default', MODULE_FILES];
      return [[source, { projects: { [root]: { ...described, ...namedInputs } } }] as const];
    });
  },
];

/** Non-test Go files by their folder. */
function groupByFolder(files: readonly string[]): ReadonlyMap<string, string[]> {
  const folders = new Map<string, string[]>();
  const isPassedOver = passedOver(files);
  for (const file of files) {
    if (!file.endsWith('.go') || file.endsWith('_test.go') || isPassedOver(file)) continue;
    const folder = posix.dirname(file);
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

type Described = Omit<ProjectConfiguration, 'root'>;

function describe(
  { root, name, ownTargets, isBareModule }: Project,
  programs: readonly Program[],
  targetName: string,
): Described {
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
