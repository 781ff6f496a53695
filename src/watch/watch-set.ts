import { dirname, join, resolve, sep } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { GoPackage } from './go-list.ts';
import { placeOfImport, type LocalModule } from './local-modules.ts';
import { embedPattern, includePattern, type FilePattern } from './file-pattern.ts';

/** A package directory of the program. */
export interface PackageDirectory {
  readonly directory: string;
  /** The packages that lead to main, the nearest first; empty for main itself. */
  readonly importedBy: readonly string[];
  /** Set where only these files of the directory belong to the program (a file that is built alone). */
  readonly only?: ReadonlySet<string>;
}

/** Which files the program is made of. Absolute paths. */
export interface WatchSet {
  readonly packages: ReadonlyMap<string, PackageDirectory>;
  /** Single files that ask for a rebuild or a restart, such as go.mod and env files. They need not exist. */
  readonly files: ReadonlyMap<string, 'rebuild' | 'restart'>;
  /** Embedded and included files. */
  readonly patterns: readonly FilePattern[];
  /** Package directories that are imported but not there yet. */
  readonly awaited: ReadonlySet<string>;
}

export interface WatchSetInput {
  readonly plan: Plan;
  readonly packages: readonly GoPackage[];
  readonly modules: readonly LocalModule[];
  /** Directories that a generator reads. */
  readonly generatorDirectories: readonly string[];
}

/** Derives the watch set from what go says (`go help list`: dependencies come first, main last). Pure. */
export function makeWatchSet({ plan, packages, modules, generatorDirectories }: WatchSetInput): WatchSet {
  const local = packages.filter(isLocal);
  const importers = findImporters(packages);
  const chainOf = (one: GoPackage) => chainToMain(one.ImportPath, importers, packages);
  const directories = new Map<string, PackageDirectory>();
  for (const directory of generatorDirectories)
    directories.set(directory, { directory, importedBy: ['swagger'] });
  for (const one of local) {
    directories.set(one.Dir, { directory: one.Dir, importedBy: chainOf(one) });
  }
  const { target } = plan;
  // Even where go can say nothing, main's own directory counts.
  const main = { directory: target.directory, importedBy: [] };
  const only = target.kind === 'file' ? { only: new Set([target.file]) } : {};
  directories.set(target.directory, { ...main, ...only });

  return {
    packages: directories,
    files: listFiles(plan, modules),
    patterns: [
      ...local.flatMap((one) =>
        (one.EmbedPatterns ?? []).map((pattern) =>
          embedPattern(one.Dir, pattern, [nameOf(one), ...chainOf(one)]),
        ),
      ),
      ...plan.watch.include.map(({ glob, action }) => includePattern(glob, action)),
    ],
    awaited: new Set(
      packages.map((one) => awaitedPlace(one, modules)).filter((place) => place !== undefined),
    ),
  };
}

type LocalPackage = GoPackage & { readonly Dir: string };

/** A package whose sources a person edits: not of the standard library, the module cache or vendor. */
function isLocal(one: GoPackage): one is LocalPackage {
  if (one.Standard || one.Dir === undefined || one.Dir.split(sep).includes('vendor')) return false;
  const { Module } = one;
  return !Module || Module.Main === true || (Module.Replace !== undefined && !Module.Replace.Version);
}

function awaitedPlace(one: GoPackage, modules: readonly LocalModule[]): string | undefined {
  return one.Dir === undefined && one.Error !== undefined
    ? placeOfImport(one.ImportPath, modules)
    : undefined;
}

/** For each package one that imports it and lies nearer to main, found breadth first from main. */
function findImporters(packages: readonly GoPackage[]): ReadonlyMap<string, string> {
  const byPath = new Map(packages.map((one) => [one.ImportPath, one]));
  const importers = new Map<string, string>();
  const main = packages.findLast((one) => !one.DepOnly);
  const queue = main ? [main.ImportPath] : [];
  for (const path of queue) {
    for (const imported of byPath.get(path)?.Imports ?? []) {
      if (importers.has(imported) || imported === main?.ImportPath) continue;
      importers.set(imported, path);
      queue.push(imported);
    }
  }
  return importers;
}

function chainToMain(
  path: string,
  importers: ReadonlyMap<string, string>,
  packages: readonly GoPackage[],
): string[] {
  const byPath = new Map(packages.map((one) => [one.ImportPath, one]));
  const chain: string[] = [];
  for (let at = importers.get(path); at !== undefined; at = importers.get(at)) {
    const one = byPath.get(at);
    chain.push(one ? nameOf(one) : at);
  }
  return chain;
}

/** An import path without its module's, as far as something is left of it. */
function nameOf({ ImportPath, Module }: GoPackage): string {
  return Module && ImportPath.startsWith(`${Module.Path}/`)
    ? ImportPath.slice(Module.Path.length + 1)
    : ImportPath;
}

function listFiles(plan: Plan, modules: readonly LocalModule[]): Map<string, 'rebuild' | 'restart'> {
  const files = new Map<string, 'rebuild' | 'restart'>();
  const rebuild = (...paths: string[]) => paths.forEach((path) => files.set(path, 'rebuild'));
  for (const { directory } of modules) rebuild(join(directory, 'go.mod'), join(directory, 'go.sum'));
  const { workFile, flagFiles, cwd } = plan.go;
  const workRoots = workFile === undefined ? between(cwd, plan.workspaceRoot) : [dirname(workFile)];
  for (const root of workRoots) rebuild(join(root, 'go.work'), join(root, 'go.work.sum'));
  for (const root of [...modules.map(({ directory }) => directory), ...workRoots])
    rebuild(join(root, 'vendor/modules.txt'));
  rebuild(join(plan.target.directory, 'default.pgo'), ...flagFiles);
  for (const file of plan.program.envFiles) files.set(file, 'restart');
  return files;
}

/** A directory and those above it, up to the workspace's root: where a go.work could appear. */
function between(directory: string, root: string): string[] {
  const above = resolve(directory, '..');
  return directory === root || above === directory ? [directory] : [directory, ...between(above, root)];
}
