import { dirname, join, resolve } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { Change } from '../events/run-event.ts';
import { type GoPackage, isLocal } from '../golang/go-list.ts';
import { placeOfImport, type LocalModule } from '../golang/local-modules.ts';
import type { Overlay } from '../golang/overlay.ts';
import { embedPattern, includePattern, type FilePattern } from '../files/file-pattern.ts';

/** A package directory of the program. */
export interface PackageDirectory {
  readonly directory: string;
  /** The packages that lead to main, the nearest first; empty for main itself. */
  readonly importedBy: readonly string[];
  /** Set where only these files of the directory belong to the program (a file that is built alone). */
  readonly only?: ReadonlySet<string>;
}

/** What a change of a file asks for, and why it matters. */
export type SingleFile = Pick<Change, 'action' | 'importedBy'>;

/** Which files the program is made of. Absolute paths. */
export interface WatchSet {
  readonly packages: ReadonlyMap<string, PackageDirectory>;
  /** Single files, such as go.mod, env files and those that are embedded. They need not exist. */
  readonly files: ReadonlyMap<string, SingleFile>;
  /** What would be embedded or is included. */
  readonly patterns: readonly FilePattern[];
  /** Directories of which `-overlay` provides files, so that they need not exist. */
  readonly overlaid: ReadonlySet<string>;
  /** Package directories that are imported but not there yet. */
  readonly awaited: ReadonlySet<string>;
}

export interface WatchSetInput {
  readonly plan: Plan;
  readonly packages: readonly GoPackage[];
  readonly modules: readonly LocalModule[];
  /** Directories that a generator reads. */
  readonly generatorDirectories: readonly string[];
  /** Other files that a generator reads or has written. */
  readonly generatorPatterns?: readonly FilePattern[];
  /** What `-overlay` puts in the place of other files. */
  readonly overlay?: Overlay;
  /** Whether a directory is the root of a module. */
  readonly hasGoMod?: (directory: string) => boolean;
}

/** Derives the watch set from what go says (`go help list`: dependencies come first, main last). */
export function makeWatchSet(input: WatchSetInput): WatchSet {
  const { plan, packages, modules, generatorDirectories, hasGoMod = () => false } = input;
  const chainOf = chainsToMain(packages);
  const local = packages.filter(isLocal).map((one) => ({ ...one, importedBy: chainOf(one) }));
  const directories = new Map<string, PackageDirectory>();
  for (const directory of generatorDirectories)
    directories.set(directory, { directory, importedBy: ['swagger'] });
  for (const { Dir: directory, importedBy } of local) directories.set(directory, { directory, importedBy });
  const { target } = plan;
  // Even where go can say nothing, main's own directory counts.
  const main = { directory: target.directory, importedBy: [] };
  const only = target.kind === 'file' ? { only: new Set([target.file]) } : {};
  directories.set(target.directory, { ...main, ...only });

  const files = new Map<string, SingleFile>();
  for (const one of local) {
    const file: SingleFile = { action: 'rebuild', importedBy: [nameOf(one), ...one.importedBy] };
    for (const name of one.EmbedFiles ?? []) files.set(join(one.Dir, name), file);
  }
  for (const [path, action] of listFiles(input)) files.set(path, { action, importedBy: [] });
  return {
    packages: directories,
    files,
    patterns: [
      ...local.flatMap((one) =>
        (one.EmbedPatterns ?? []).map((pattern) =>
          embedPattern(one.Dir, pattern, [nameOf(one), ...one.importedBy], hasGoMod),
        ),
      ),
      ...plan.watch.include.map(includePattern),
      ...(input.generatorPatterns ?? []),
    ],
    overlaid: input.overlay?.directories ?? new Set(),
    awaited: new Set(
      packages.map((one) => awaitedPlace(one, modules)).filter((place) => place !== undefined),
    ),
  };
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

/** For any of the packages, the names of those that lead from it to main. */
function chainsToMain(packages: readonly GoPackage[]): (one: GoPackage) => string[] {
  const importers = findImporters(packages);
  const names = new Map(packages.map((one) => [one.ImportPath, nameOf(one)]));
  return ({ ImportPath }) => {
    const chain: string[] = [];
    for (let at = importers.get(ImportPath); at !== undefined; at = importers.get(at))
      chain.push(names.get(at) ?? at);
    return chain;
  };
}

/** An import path without its module's, as far as something is left of it. */
function nameOf({ ImportPath, Module }: GoPackage): string {
  return Module && ImportPath.startsWith(`${Module.Path}/`)
    ? ImportPath.slice(Module.Path.length + 1)
    : ImportPath;
}

function listFiles({ plan, modules, overlay }: WatchSetInput): Map<string, Change['action']> {
  const files = new Map<string, Change['action']>();
  const rebuild = (...paths: string[]) => paths.forEach((path) => files.set(path, 'rebuild'));
  for (const { directory } of modules) rebuild(join(directory, 'go.mod'), join(directory, 'go.sum'));
  const { workFile, flagFiles, cwd } = plan.go;
  if (workFile !== undefined) rebuild(workFile, `${workFile}.sum`);
  const workRoots = between(cwd, plan.workspaceRoot);
  for (const root of workRoots) rebuild(join(root, 'go.work'), join(root, 'go.work.sum'));
  const vendorRoots = workFile === undefined ? workRoots : [...workRoots, dirname(workFile)];
  for (const root of [...modules.map(({ directory }) => directory), ...vendorRoots])
    rebuild(join(root, 'vendor/modules.txt'));
  rebuild(join(plan.target.directory, 'default.pgo'), ...flagFiles, ...(overlay?.replacements ?? []));
  for (const file of plan.program.envFiles) files.set(file, 'restart');
  return files;
}

/** A directory and those above it, up to the workspace's root: where a go.work could appear. */
function between(directory: string, root: string): string[] {
  const above = resolve(directory, '..');
  return directory === root || above === directory ? [directory] : [directory, ...between(above, root)];
}
