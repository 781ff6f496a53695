import { matchesGlob, posix } from 'node:path';
import type { CreateNodesV2, ProjectConfiguration } from '@nx/devkit';
import { isProgramFile } from '../golang/main-packages.ts';
import { filesOfDisk } from '../golang/passed-over.ts';
import { findProjects, type Project } from './find-projects.ts';
import { folderFilter, nearest } from './folder-tree.ts';
import { generateTargets, type TargetDefaults } from './generate-targets.ts';
import { findSurroundings, inWorkspace, MODULE_FILES, openModules } from './go-inputs.ts';
import { findLintFile, goTargets, readAbilities, sourceInputs } from './go-targets.ts';
import { openFacts } from './kept-facts.ts';
import { nameTargets, type PluginOptions } from './plugin-options.ts';
import { programTargets, readyTargets } from './program-targets.ts';
import { findProgram, type Listening, type Program } from './programs.ts';

/** Go files are among them, since a new one can make a project a program. */
const FILES =
  '**/{go.mod,go.work,project.json,package.json,*.go,.golangci.yml,.golangci.yaml,.golangci.toml,.golangci.json}';

/**
 * Gives each project with a main package the target `serve`, and `generate` where that has steps to run; each with Go the
 * targets that end (build, test, …); and makes each Go module a project that isn't one yet. An edit of the go.mod or
 * go.work above a project affects it. What a project defines itself is left as it is. All
 * is read off the files; no go command is run.
 */
export const createNodes: CreateNodesV2<PluginOptions> = [
  FILES,
  (files, options, { workspaceRoot, nxJsonConfiguration }) => {
    const { targetName = 'serve', exclude = [] } = options ?? {};
    const defaults = (nxJsonConfiguration.targetDefaults ?? {}) as TargetDefaults;
    const isExcluded = excludedBy(exclude);
    const disk = filesOfDisk(workspaceRoot);
    const isLeftOut = folderFilter(disk);
    const projects = findProjects(files, disk, isLeftOut);
    const facts = openFacts<Listening>(workspaceRoot, 'programs');
    const programs = new Map<Project, Program[]>([...projects.values()].map((project) => [project, []]));
    const moduleFiles = new Set(files.filter((file) => /(^|\/)go\.(mod|work)$/.test(file)));
    const withGo = new Set<Project>();
    const names = nameTargets(options ?? {}, nxJsonConfiguration);
    const strays = new Map<string, readonly string[]>();
    for (const [folder, goFiles] of groupByFolder(files)) {
      const project = nearest(folder, (at) => projects.get(at));
      if (project === undefined && !isLeftOut(folder)) strays.set(folder, goFiles);
      if (project === undefined || isLeftOut(folder, project.root)) continue;
      if (isExcluded(folder) || isExcluded(project.root)) continue;
      withGo.add(project);
      const program = findProgram({ folder, files: goFiles }, disk, facts);
      if (program !== undefined) programs.get(project)?.push(program);
    }
    for (const folder of new Set(files.filter(isTest).map((file) => posix.dirname(file)))) {
      const project = nearest(folder, (at) => projects.get(at));
      if (project && !isLeftOut(folder, project.root) && !isExcluded(folder)) withGo.add(project);
    }
    facts.save();
    const modules = openModules(moduleFiles, disk, strays);
    const lintFiles = new Set(files.filter((file) => posix.basename(file).startsWith('.golangci.')));
    const abilities = readAbilities(workspaceRoot);
    const inferEnding = (project: Project, hasPrograms: boolean, hasModuleFiles: boolean) => {
      const { root, name, servePaths, ownTargets } = project;
      const surroundings = findSurroundings(root, modules, disk);
      const lintFile = findLintFile(root, lintFiles);
      const found = { root, name, servePaths, hasPrograms, hasModuleFiles, surroundings, lintFile };
      const inferred = Object.entries(goTargets(found, names, abilities));
      const targets = Object.fromEntries(inferred.filter(([target]) => !ownTargets.has(target)));
      return { targets, namedInputs: sourceInputs(found) };
    };
    return [...programs].flatMap(([project, some]) => {
      const { root, source, isBareModule } = project;
      const hasGo = !isExcluded(root) && (isBareModule || withGo.has(project));
      const inputs = hasGo ? listModuleFiles(root, moduleFiles) : [];
      const isInferred = !isExcluded(root) && (isBareModule || some.length > 0);
      const ready = readyTargets(project.ownTargets);
      const described: Described = isInferred ? describe(project, some, targetName) : {};
      const steps = isExcluded(root)
        ? {}
        : generateTargets(project, {
            name: names.get('generate') ?? false,
            targetName,
            inferred: Object.keys(described.targets ?? {}),
            defaults,
          });
      const isPlain = inputs.length === 0 && Object.keys({ ...ready, ...steps }).length === 0;
      if (!isInferred && isPlain && (!hasGo || names.size === 0)) return [];
      const withSteps =
        Object.keys(steps).length > 0
          ? { ...described, targets: { ...described.targets, ...steps } }
          : described;
      const inferred = inputs.length > 0 ? withInputs(withSteps, inputs) : withSteps;
      const ending =
        hasGo && names.size > 0 ? inferEnding(project, some.length > 0, inputs.length > 0) : undefined;
      const targets = { ...ending?.targets, ...inferred.targets, ...ready };
      const namedInputs = { ...inferred.namedInputs, ...ending?.namedInputs };
      const whole = {
        ...inferred,
        ...(isInferred || Object.keys(targets).length > 0 ? { targets } : {}),
        ...(Object.keys(namedInputs).length > 0 ? { namedInputs } : {}),
      };
      return [[source, { projects: { [root]: whole } }]] as const;
    });
  },
];

/** Non-test Go files by their folder. */
function groupByFolder(files: readonly string[]): ReadonlyMap<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    if (!isProgramFile(posix.basename(file))) continue;
    const folder = posix.dirname(file);
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

/** Whether a file is a Go test that a build may take. */
function isTest(file: string): boolean {
  return /(^|\/)[^._/][^/]*_test\.go$/.test(file);
}

/** Whether a folder is excluded by these globs: it fits one itself, or lies in a folder that does. */
function excludedBy(globs: readonly string[]): (folder: string) => boolean {
  const plain = globs.map((glob) => glob.replace(/^\.\/(?=.)/, '').replace(/(.)\/$/, '$1'));
  const fits = (folder: string) => plain.some((glob) => matchesGlob(folder, glob));
  return (folder) =>
    folder === '.'
      ? fits('.')
      : nearest(folder, (at) => (at !== '.' && fits(at) ? true : undefined)) !== undefined;
}

type Described = Omit<ProjectConfiguration, 'root'>;

/** The project with a named input of these files. Nx looks only at what a target names, so the inferred ones name it. */
function withInputs(described: Described, inputs: readonly string[]): Described {
  // The first two are what stands for none.
  const inputsOfTarget = ['default', '^default', MODULE_FILES];
  const namedInputs = { [MODULE_FILES]: [...inputs] };
  if (described.targets === undefined) return { ...described, namedInputs };
  const targets = Object.fromEntries(
    Object.entries(described.targets).map(([name, target]) => [name, { ...target, inputs: inputsOfTarget }]),
  );
  return { ...described, targets, namedInputs };
}

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

/**
 * The go.mod and go.work by which go builds what lies in this folder (a project's root), with their sums, as far as
 * they lie above it, where no project has them: as inputs of Nx, so that an edit of one affects the project.
 * `files` are all go.mod and go.work files; all paths are from the workspace's root.
 */
function listModuleFiles(root: string, files: ReadonlySet<string>): readonly string[] {
  const find = (name: string) =>
    nearest(root, (at) => (files.has(posix.join(at, name)) ? posix.join(at, name) : undefined));
  const mod = find('go.mod');
  const work = find('go.work');
  const found = [
    ...(mod === undefined ? [] : [mod, mod.replace(/mod$/, 'sum')]),
    ...(work === undefined ? [] : [work, `${work}.sum`]),
  ];
  const isOwn = (file: string) => posix.dirname(file) === root;
  return found.filter((file) => !isOwn(file)).map(inWorkspace);
}
