import type { CreateDependencies, DependencyType, FileData, RawProjectGraphDependency } from '@nx/devkit';
import { posix } from 'node:path';
import { readGoHead } from '../watch/go-head.ts';
import { nearest, passedOver } from './folder-tree.ts';
import { openFacts } from './kept-facts.ts';
import { importsSeenFrom } from './local-imports.ts';
import { givesDependencies, type PluginOptions } from './plugin-options.ts';
import { readsFrom } from './workspace-file.ts';

/** Not the enum's member: devkit takes 0.4 s to load. */
const STATIC = 'static' as DependencyType.static;

/**
 * The dependencies between projects that Go files' imports make, by the import paths at their heads and the go.mod
 * and go.work files; no go command is run. Imports of tests count, too, since a library's change can break them,
 * and so do those of files that a build constraint excludes, since others may build them. A project is found by the
 * longest root, so a project within another is its own. Each edge is given once, for the first file that makes it: Nx
 * takes its time over each. All edges are given each time, as what an import stands
 * for can change without its file; only heads of files with new content are read.
 */
export const createDependencies: CreateDependencies<PluginOptions> = (options, context) => {
  if (!givesDependencies(options ?? {}, context.nxJsonConfiguration)) return [];
  const { projects, fileMap, workspaceRoot } = context;
  const read = readsFrom(workspaceRoot);
  const all = [...Object.values(fileMap.projectFileMap), fileMap.nonProjectFiles].flat();
  const names = all.map(({ file }) => file);
  const isPassedOver = passedOver(names);
  const modFiles = names.filter((file) => /(^|\/)go\.(mod|work)$/.test(file) && !isPassedOver(file));
  if (modFiles.length === 0) return [];

  const projectOf = projectFinder(
    new Map(Object.entries(projects).map(([name, { root }]) => [posix.normalize(root), name])),
  );
  const seenFrom = importsSeenFrom(modFiles, read);
  const facts = openFacts<readonly string[]>(workspaceRoot, 'imports');
  const importsOf = ({ file, hash }: FileData) =>
    facts.get(hash, () => {
      const text = read(file);
      return text === undefined ? undefined : (readGoHead(text)?.imports ?? []);
    }) ?? [];

  const edges: RawProjectGraphDependency[] = [];
  for (const [source, files] of Object.entries(fileMap.projectFileMap)) {
    const targets = new Set([source]);
    for (const data of files.filter(({ file }) => file.endsWith('.go') && !isPassedOver(file))) {
      const findPackage = seenFrom(posix.dirname(data.file));
      for (const path of importsOf(data)) {
        const folder = findPackage(path);
        const target = folder === undefined ? undefined : projectOf(folder);
        if (target === undefined || targets.has(target)) continue;
        targets.add(target);
        edges.push({ source, target, type: STATIC, sourceFile: data.file });
      }
    }
  }
  facts.save();
  return edges;
};

/** Finds the project that a folder belongs to; none for one outside the workspace. `roots` are names by folder. */
function projectFinder(roots: ReadonlyMap<string, string>): (folder: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  return (folder) => {
    if (!found.has(folder))
      found.set(folder, folder.startsWith('..') ? undefined : nearest(folder, (at) => roots.get(at)));
    return found.get(folder);
  };
}
