import type { CreateDependencies, DependencyType, FileData, RawProjectGraphDependency } from '@nx/devkit';
import { posix } from 'node:path';
import { readImports } from '../golang/go-head.ts';
import { filesOfDisk } from '../golang/passed-over.ts';
import { folderFilter, nearest } from './folder-tree.ts';
import { openFacts } from './kept-facts.ts';
import { importsSeenFrom } from './local-imports.ts';
import { givesDependencies, type PluginOptions } from './plugin-options.ts';

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
  const disk = filesOfDisk(workspaceRoot);
  const isLeftOut = folderFilter(disk);
  const rootOf = (project: string) => posix.normalize(projects[project]?.root ?? '.');
  const filesOf: readonly (readonly [root: string, files: readonly FileData[]])[] = [
    ...Object.entries(fileMap.projectFileMap).map(([name, files]) => [rootOf(name), files] as const),
    ['.', fileMap.nonProjectFiles],
  ];
  const modFiles = filesOf.flatMap(([root, files]) =>
    files
      .map(({ file }) => file)
      .filter((file) => /(^|\/)go\.(mod|work)$/.test(file) && !isLeftOut(posix.dirname(file), root)),
  );
  if (modFiles.length === 0) return [];

  const projectOf = projectFinder(new Map(Object.keys(projects).map((name) => [rootOf(name), name])));
  const seenFrom = importsSeenFrom(modFiles, disk.read);
  const facts = openFacts<readonly string[]>(workspaceRoot, 'imports');
  const importsOf = ({ file, hash }: FileData) =>
    facts.get(hash, () => {
      const text = disk.read(file);
      return text === undefined ? undefined : readImports(text);
    }) ?? [];

  const edges: RawProjectGraphDependency[] = [];
  for (const [source, files] of Object.entries(fileMap.projectFileMap)) {
    const targets = new Set([source]);
    for (const data of files.filter(({ file }) => /(^|\/)[^._][^/]*\.go$/.test(file))) {
      const folder = posix.dirname(data.file);
      if (isLeftOut(folder, rootOf(source))) continue;
      const findPackage = seenFrom(folder);
      for (const path of importsOf(data)) {
        const imported = findPackage(path);
        const target = imported === undefined ? undefined : projectOf(imported);
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
