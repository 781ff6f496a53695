import { dirname, join, resolve } from 'node:path';
import { findUpwards, type ReadText } from '../files/disk.ts';
import { parseModFile } from './go-mod-file.ts';

/** A module whose sources lie in this workspace. */
export interface LocalModule {
  readonly path: string;
  /** Absolute. */
  readonly directory: string;
}

/**
 * The modules that a program's local imports can come from: its own, those of go.work, and the folders of
 * `replace`. Read from the files themselves, since `go list` is silent on a module of which nothing is
 * imported yet. `modDirectories` are folders of modules that go did name.
 */
export function findLocalModules(
  goDirectory: string,
  workFile: string | undefined,
  modDirectories: readonly string[],
  readText: ReadText,
): readonly LocalModule[] {
  const own = findUpwards(goDirectory, 'go.mod');
  const work = workFile === undefined ? undefined : parseModFile(readText(workFile) ?? '');
  const base = workFile === undefined ? goDirectory : dirname(workFile);
  const found = new Map<string, string>();
  const replaces = (from: string, entries: ReadonlyMap<string, string>) => {
    for (const [path, target] of entries) found.set(path, resolve(from, target));
  };
  const used = (work?.uses ?? []).map((folder) => resolve(base, folder));
  const directories = new Set([...modDirectories, ...used, ...(own === undefined ? [] : [dirname(own)])]);
  for (const directory of directories) {
    const file = parseModFile(readText(join(directory, 'go.mod')) ?? '');
    replaces(directory, file.replaces);
    // A folder without its go.mod is kept too, nameless: its go.mod is waited for.
    found.set(file.module ?? `?${directory}`, directory);
  }
  if (work) replaces(base, work.replaces);
  return [...found].map(([path, directory]) => ({ path, directory }));
}

/** Where the package of an import path would lie: below the local module with the longest fitting path. */
export function placeOfImport(importPath: string, modules: readonly LocalModule[]): string | undefined {
  const fitting = modules.filter(({ path }) => importPath === path || importPath.startsWith(`${path}/`));
  const module = fitting.sort((a, b) => b.path.length - a.path.length)[0];
  return module && join(module.directory, importPath.slice(module.path.length));
}
