import { posix } from 'node:path';
import { parseModFile, type ModFile } from '../golang/go-mod-file.ts';
import { nearest } from './folder-tree.ts';
import type { Files } from '../golang/passed-over.ts';

/** The folder of the package that an import path stands for, where its sources lie in this workspace. */
export type FindPackage = (importPath: string) => string | undefined;

/** Folder by module path; undefined for a module that comes from elsewhere. */
type Modules = Map<string, string | undefined>;

/**
 * How Go sees the workspace from one of its folders, by the rules of go.mod and go.work
 * (go.dev/ref/mod#workspaces): within a go.work's modules those see each other; a module outside sees itself and
 * the folders of its own `replace`. Of several modules whose paths begin an import path the longest counts, also
 * one that is not in this workspace. `files` are all go.mod and go.work files, all paths from the workspace's root.
 */
export function importsSeenFrom(
  files: readonly string[],
  read: Files['read'],
): (folder: string) => FindPackage {
  const parse = (name: string) =>
    new Map(
      files
        .filter((file) => posix.basename(file) === name)
        .map((file) => [posix.dirname(file), parseModFile(read(file) ?? '')]),
    );
  const [modFiles, workFiles] = [parse('go.mod'), parse('go.work')];
  /** What the modules of a go.work, or a module without one, import by; they all see the same. */
  const look = (members: readonly string[], work?: ModFile, workFolder = '.'): FindPackage => {
    const modules: Modules = new Map();
    for (const member of members) addRequired(modules, modFiles.get(member));
    for (const member of members) addReplaced(modules, modFiles.get(member), member);
    addReplaced(modules, work, workFolder);
    for (const member of members) {
      const path = modFiles.get(member)?.module;
      if (path !== undefined) modules.set(path, member);
    }
    const found = new Map<string, string | undefined>();
    return (importPath) => {
      if (!found.has(importPath)) found.set(importPath, findPackage(modules, importPath));
      return found.get(importPath);
    };
  };

  const works = new Map<string, { readonly used: ReadonlySet<string>; readonly find: FindPackage }>();
  for (const [folder, work] of workFiles) {
    const used = work.uses.map((use) => joinFolder(folder, use));
    works.set(folder, { used: new Set(used), find: look(used, work, folder) });
  }
  const views = new Map<string, FindPackage>();
  const byFolder = new Map<string, FindPackage>();
  const seenFrom = (folder: string): FindPackage => {
    const module = nearest(folder, (at) => (modFiles.has(at) ? at : undefined));
    if (module === undefined) return () => undefined;
    const work = nearest(module, (at) => works.get(at));
    const view = views.get(module) ?? (work?.used.has(module) ? work.find : look([module]));
    views.set(module, view);
    return view;
  };
  return (folder) => {
    const view = byFolder.get(folder) ?? seenFrom(folder);
    byFolder.set(folder, view);
    return view;
  };
}

/** Without a slash at its end. */
function joinFolder(folder: string, path: string): string {
  return posix.join(folder, path).replace(/(.)\/$/, '$1');
}

function addRequired(modules: Modules, file: ModFile | undefined): void {
  for (const path of file?.requires ?? []) modules.set(path, undefined);
}

function addReplaced(modules: Modules, file: ModFile | undefined, folder: string): void {
  for (const [path, target] of file?.replaces ?? []) {
    const isRelative = target.startsWith('.');
    modules.set(path, isRelative ? joinFolder(folder, target) : undefined);
  }
}

function findPackage(modules: Modules, importPath: string): string | undefined {
  for (let end = importPath.length; end > 0; end = importPath.lastIndexOf('/', end - 1)) {
    const path = importPath.slice(0, end);
    if (!modules.has(path)) continue;
    const folder = modules.get(path);
    return folder === undefined ? undefined : posix.join(folder, importPath.slice(end + 1));
  }
  return undefined;
}
