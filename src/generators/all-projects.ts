import {
  createProjectGraphAsync,
  getProjects,
  workspaceRoot,
  type ProjectConfiguration,
  type Tree,
} from '@nx/devkit';

/** Projects by name. */
export type Projects = ReadonlyMap<string, ProjectConfiguration>;

/**
 * All projects of a workspace: those with a file of their own, as the generator's tree has them, and those that plugins
 * infer, which only Nx's graph has. Of a folder with both the file's counts.
 */
export async function readAllProjects(tree: Tree, readInferred = readGraph): Promise<Projects> {
  const own = getProjects(tree);
  const roots = new Set([...own.values()].map(({ root }) => root));
  const inferred = Object.entries(await readInferred(tree)).filter(
    ([name, { root }]) => !own.has(name) && !roots.has(root),
  );
  return new Map([...own, ...inferred]);
}

/** Those of the graph; none where there is no graph, or the tree is not that of the workspace. */
async function readGraph(tree: Tree): Promise<Readonly<Record<string, ProjectConfiguration>>> {
  if (tree.root !== workspaceRoot) return {};
  try {
    const { nodes } = await createProjectGraphAsync({ exitOnError: false });
    return Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data]));
  } catch {
    return {};
  }
}
