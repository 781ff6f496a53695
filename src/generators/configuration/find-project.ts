import {
  addProjectConfiguration,
  getProjects,
  joinPathFragments,
  type ProjectConfiguration,
  type Tree,
} from '@nx/devkit';

/** A project, with the roots of those that lie in it or elsewhere. */
export interface FoundProject {
  readonly name: string;
  readonly configuration: ProjectConfiguration;
  readonly otherRoots: ReadonlySet<string>;
}

/**
 * Finds a project by its name or its folder. A folder that is no project yet, or one that only a plugin infers,
 * becomes one: it gets a project.json. Throws what Nx is to print where there is neither.
 */
export function findProject(tree: Tree, asked: string): FoundProject {
  const projects = getProjects(tree);
  const folder = joinPathFragments(asked.replace(/[\\/]+$/, ''));
  const known = [...projects].find(([name, { root }]) => name === asked || root === folder);
  const otherRoots = new Set(
    [...projects.values()].map(({ root }) => root).filter((root) => root !== (known?.[1].root ?? folder)),
  );
  if (known !== undefined) return { name: known[0], configuration: known[1], otherRoots };
  if (!tree.exists(folder) || tree.isFile(folder) || folder.startsWith('..')) {
    const names = [...projects.keys()].sort().join(', ') || 'none';
    throw new Error(
      `There is no project and no folder ${asked}. Projects that have a file of their own: ${names}.`,
    );
  }
  const name = folder.split('/').at(-1) ?? folder;
  if (projects.has(name)) {
    throw new Error(
      `${folder} would become the project ${name}, which is ${projects.get(name)?.root} already.`,
    );
  }
  const configuration: ProjectConfiguration = {
    root: folder,
    projectType: 'application',
    sourceRoot: folder,
    targets: {},
  };
  addProjectConfiguration(tree, name, configuration);
  return { name, configuration: { ...configuration, name }, otherRoots };
}
