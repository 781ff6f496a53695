import { posix } from 'node:path';
import type { Files } from '../golang/passed-over.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { nearest, type IsLeftOut } from './folder-tree.ts';
import { parseJson, workspacePackages } from './workspace-packages.ts';

/** A project as its own files describe it. Paths are from the workspace's root. */
export interface Project {
  readonly root: string;
  readonly name: string;
  /** The file that makes it a project. */
  readonly source: string;
  /** Targets that it defines whole, with their executor or command: by project.json, package.json, or npm scripts. */
  readonly ownTargets: ReadonlyMap<string, OwnTarget>;
  /** Targets of which it says only a part, to be merged into an inferred one. */
  readonly partTargets: ReadonlyMap<string, OwnTarget>;
  /** Where targets that serve, whole or not, have their binary put, from the workspace's root. */
  readonly servePaths: readonly string[];
  /** Whether only its go.mod makes it a project. */
  readonly isBareModule: boolean;
}

/** What a project's file says of a target, as far as it matters. */
export interface OwnTarget {
  readonly executor?: string;
  readonly command?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly configurations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The executor that serves. */
const SERVE = 'nx-go-run:go-run';

/** What matters of project.json, and of package.json and its `nx`. */
interface Configuration {
  readonly name?: string;
  readonly nx?: Configuration;
  readonly targets?: Readonly<Record<string, OwnTarget>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly includedScripts?: readonly string[];
}

/**
 * The projects of a workspace, by folder: each folder with a project.json; those with a package.json that the
 * workspace counts; and each Go module outside of these. A module at the workspace's root is a project only where
 * there is no other, since it would take all files that belong to none.
 */
export function findProjects(
  names: readonly string[],
  files: Files,
  isLeftOut: IsLeftOut,
): ReadonlyMap<string, Project> {
  const projects = new Map<string, Project>();
  const foldersOf = (name: string) =>
    names.filter((file) => posix.basename(file) === name).map((file) => posix.dirname(file));
  const read = (root: string, file: string): Configuration =>
    (parseJson(files.read(posix.join(root, file))) as Configuration | undefined) ?? {};
  const add = (root: string, source: string) => {
    if (projects.has(root) || isLeftOut(root, root)) return;
    // Nx counts what a package.json says also where it lies beside a project.json.
    const { name: packageName, nx = {}, scripts = {} } = read(root, 'package.json');
    const { name, targets } = read(root, 'project.json');
    const all = Object.entries({ ...nx.targets, ...targets });
    const isWhole = ([, { executor, command }]: [string, OwnTarget]) => (executor ?? command) !== undefined;
    const run = (nx.includedScripts ?? Object.keys(scripts)).map((script): [string, OwnTarget] => [
      script,
      { executor: 'nx:run-script' },
    ]);
    const servePaths = Object.values({ ...nx.targets, ...targets })
      .filter(({ executor = SERVE }) => executor === SERVE)
      .map(({ options }) => options?.outputPath)
      .filter((path) => typeof path === 'string')
      .map((path) => path.replace('{workspaceRoot}/', '').replace('{projectRoot}', root));
    projects.set(root, {
      root,
      servePaths,
      name: name ?? nx.name ?? packageName ?? posix.basename(root).toLowerCase(),
      source: posix.join(root, source),
      ownTargets: new Map([...run, ...all.filter(isWhole)]),
      partTargets: new Map(all.filter((one) => !isWhole(one))),
      isBareModule: false,
    });
  };
  for (const root of foldersOf('project.json')) add(root, 'project.json');
  for (const root of workspacePackages(foldersOf('package.json'), files)) add(root, 'package.json');
  const modules = foldersOf('go.mod').filter((root) => !isLeftOut(root));
  addModules(projects, modules, files);
  return projects;
}

function addModules(projects: Map<string, Project>, modules: readonly string[], files: Files): void {
  const configured = new Set(projects.keys());
  const isWithin = (folder: string) =>
    nearest(folder, (at) => (at !== '.' && configured.has(at) ? at : undefined)) !== undefined;
  const bare = modules.filter((root) => !configured.has(root) && !isWithin(root)).sort(byDepth);
  const taken = new Set([...projects.values()].map(({ name }) => name));
  for (const root of bare) {
    if (root === '.' && (projects.size > 0 || bare.length > 1)) continue;
    const [name = root] = nameModule(root, files).filter((one) => !taken.has(one));
    taken.add(name);
    projects.set(root, {
      root,
      name,
      source: posix.join(root, 'go.mod'),
      ownTargets: new Map(),
      partTargets: new Map(),
      servePaths: [],
      isBareModule: true,
    });
  }
}

/** The shallower first, so that a folder that comes below another of its name leaves that its name. */
function byDepth(one: string, other: string): number {
  return one.split('/').length - other.split('/').length || (one < other ? -1 : 1);
}

/**
 * The names that a module may have, the best first: its folder's, or its path's. That of the workspace's root, whose
 * folder's name is each clone's own affair, is of its module path.
 */
function nameModule(root: string, files: Files): string[] {
  const path = root === '.' ? (parseModFile(files.read('go.mod') ?? '').module ?? 'workspace') : root;
  const short = posix.basename(path.replace(/\/v\d+$/, '')).toLowerCase();
  return [short, root.toLowerCase().replaceAll('/', '-')];
}
