import { posix } from 'node:path';
import { parseModFile } from '../watch/go-mod-file.ts';
import { nearest, passedOver } from './folder-tree.ts';
import type { ReadWorkspaceFile } from './workspace-file.ts';
import { parseJson, workspacePackages } from './workspace-packages.ts';

/** A project as its own files describe it. Paths are from the workspace's root. */
export interface Project {
  readonly root: string;
  readonly name: string;
  /** The file that makes it a project. */
  readonly source: string;
  /** Targets that its project.json or package.json defines whole, with their executor or command. */
  readonly ownTargets: ReadonlySet<string>;
  /** Whether only its go.mod makes it a project. */
  readonly isBareModule: boolean;
}

/** What matters of project.json, and of package.json and its `nx`. */
interface Configuration {
  readonly name?: string;
  readonly nx?: Configuration;
  readonly targets?: Readonly<Record<string, { readonly executor?: string; readonly command?: string }>>;
}

/**
 * The projects of a workspace, by folder: each folder with a project.json; those with a package.json that the
 * workspace counts; and each Go module outside of these. A module at the workspace's root is a project only where
 * there is no other, since it would take all files that belong to none.
 */
export function findProjects(
  files: readonly string[],
  read: ReadWorkspaceFile,
): ReadonlyMap<string, Project> {
  const projects = new Map<string, Project>();
  const isPassedOver = passedOver(files);
  const foldersOf = (name: string) =>
    files
      .filter((file) => posix.basename(file) === name && !isPassedOver(file))
      .map((file) => posix.dirname(file));
  const add = (root: string, file: string, { name, targets }: Configuration) => {
    if (projects.has(root)) return;
    const own = Object.entries(targets ?? {}).filter(([, { executor, command }]) => executor ?? command);
    projects.set(root, {
      root,
      name: name ?? posix.basename(root).toLowerCase(),
      source: posix.join(root, file),
      ownTargets: new Set(own.map(([target]) => target)),
      isBareModule: false,
    });
  };
  for (const root of foldersOf('project.json')) {
    add(root, 'project.json', readConfiguration(read, posix.join(root, 'project.json')));
  }
  for (const root of workspacePackages(foldersOf('package.json'), read)) {
    const { nx, name = posix.basename(root) } = readConfiguration(read, posix.join(root, 'package.json'));
    add(root, 'package.json', { name, ...nx });
  }
  addModules(projects, foldersOf('go.mod'), read);
  return projects;
}

function addModules(
  projects: Map<string, Project>,
  modules: readonly string[],
  read: ReadWorkspaceFile,
): void {
  const configured = new Set(projects.keys());
  const isWithin = (folder: string) =>
    nearest(folder, (at) => (at !== '.' && configured.has(at) ? at : undefined)) !== undefined;
  const bare = modules.filter((root) => !configured.has(root) && !isWithin(root));
  const taken = new Set([...projects.values()].map(({ name }) => name));
  const wished = bare.map((root) => nameModule(root, read));
  for (const [index, root] of bare.entries()) {
    if (root === '.' && (projects.size > 0 || bare.length > 1)) continue;
    const short = wished[index] ?? root;
    const isFree = !taken.has(short) && wished.indexOf(short) === wished.lastIndexOf(short);
    projects.set(root, {
      root,
      name: isFree ? short : root.toLowerCase().replaceAll('/', '-'),
      source: posix.join(root, 'go.mod'),
      ownTargets: new Set(),
      isBareModule: true,
    });
  }
}

/** By its folder; the workspace's root, whose folder's name is each clone's own affair, by its module path. */
function nameModule(root: string, read: ReadWorkspaceFile): string {
  const path = root === '.' ? (parseModFile(read('go.mod') ?? '').module ?? 'workspace') : root;
  return posix.basename(path.replace(/\/v\d+$/, '')).toLowerCase();
}

function readConfiguration(read: ReadWorkspaceFile, file: string): Configuration {
  return parseJson(read(file)) ?? {};
}
