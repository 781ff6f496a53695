import { posix } from 'node:path';
import { parseModFile, type ModFile } from '../golang/go-mod-file.ts';
import type { Files } from '../golang/passed-over.ts';
import { nearest } from './folder-tree.ts';

/** The named input of a Go project for the go.mod and go.work above it, with their sums. */
export const MODULE_FILES = 'goModuleFiles';
/** The named input of a Go project for all by which its own packages are built, tested and vetted. */
export const SOURCES = 'goSources';

/** An input of a target, as Nx takes it. */
export type Input = string | { readonly runtime: string } | typeof OUTPUTS;

/** What targets write that this one depends on: generated code, a frontend that is embedded. git often ignores it. */
export const OUTPUTS = { dependentTasksOutputFiles: '**/*', transitive: true } as const;

/** What all modules of a workspace have in common. Paths are from the workspace's root. */
export interface Modules {
  /** The folders of go.mod files. */
  readonly folders: ReadonlySet<string>;
  readonly works: ReadonlyMap<string, { readonly file: ModFile; readonly used: ReadonlySet<string> }>;
  /** Reads the go.mod of a folder. */
  readonly read: (folder: string) => ModFile;
  /** Packages that belong to no project, by their folders: their own files and what they embed, as inputs. */
  readonly strays: ReadonlyMap<string, () => readonly string[]>;
}

/**
 * Reads the go.work files; each go.mod is read when it is asked for. `files` are all go.mod and go.work files, `strays`
 * the Go files of packages that belong to no project, by their folders.
 */
export function openModules(
  files: ReadonlySet<string>,
  disk: Files,
  strays: ReadonlyMap<string, readonly string[]>,
): Modules {
  const foldersOf = (name: string) =>
    [...files].filter((file) => posix.basename(file) === name).map((file) => posix.dirname(file));
  const works = foldersOf('go.work').map((folder) => {
    const file = parseModFile(disk.read(posix.join(folder, 'go.work')) ?? '');
    const used = new Set(file.uses.map((use) => posix.join(folder, use).replace(/(.)\/$/, '$1')));
    return [folder, { file, used }] as const;
  });
  const known = new Map<string, ModFile>();
  return {
    folders: new Set(foldersOf('go.mod')),
    works: new Map(works),
    strays: new Map([...strays].map(([folder, some]) => [folder, once(() => listStray(folder, some, disk))])),
    read(folder) {
      const file = known.get(folder) ?? parseModFile(disk.read(posix.join(folder, 'go.mod')) ?? '');
      known.set(folder, file);
      return file;
    },
  };
}

/** What go reads for a project beside the project's own files. */
export interface Surroundings {
  /** As inputs of Nx. */
  readonly files: readonly string[];
  /** The lines of the go.work, else of the go.mod, that is in force. */
  readonly lines: Pick<ModFile, 'go' | 'toolchain'>;
}

/**
 * Finds what go reads for the packages below a project's root, beside the project's own files:
 *
 * - the go.mod of all modules of a go.work, since the highest version that one of them requires is taken for all
 *   (go.dev/ref/mod#workspaces); without a go.work those of the folders that `replace` names;
 * - vendored packages above it;
 * - packages of the same module, or of modules that this one sees, that belong to no project, with what they embed.
 */
export function findSurroundings(root: string, modules: Modules, disk: Files): Surroundings {
  const module = nearest(root, (at) => (modules.folders.has(at) ? at : undefined)) ?? root;
  const workFolder = nearest(module, (at) => (modules.works.has(at) ? at : undefined));
  const work = workFolder === undefined ? undefined : modules.works.get(workFolder);
  const isInWork = work?.used.has(module) || (work !== undefined && !modules.folders.has(module));
  const mod = modules.read(module);
  const replaced = [...mod.replaces.values()]
    .filter((target) => target.startsWith('.'))
    .map((target) => posix.join(module, target).replace(/(.)\/$/, '$1'))
    .filter((folder) => !folder.startsWith('..'));
  const base = isInWork && workFolder !== undefined ? workFolder : module;
  const vendors = [...new Set([base, module])].filter(
    (folder) => !isWithin(folder, root) && disk.isFile(posix.join(folder, 'vendor/modules.txt')),
  );
  const seen = isInWork && work ? [module, ...work.used, ...replaced] : [module, ...replaced];
  const strays = [...modules.strays].filter(([folder]) => {
    const owner = nearest(folder, (at) => (modules.folders.has(at) ? at : undefined));
    return owner !== undefined && seen.includes(owner) && !isWithin(folder, root);
  });
  return {
    files: [
      ...(isInWork ? ['{workspaceRoot}/**/go.mod', '{workspaceRoot}/**/go.sum'] : []),
      ...(isInWork ? [] : replaced).flatMap((folder) => [
        inWorkspace(posix.join(folder, 'go.mod')),
        inWorkspace(posix.join(folder, 'go.sum')),
      ]),
      ...vendors.map((folder) => `${inWorkspace(posix.join(folder, 'vendor'))}/**/*`),
      ...strays.flatMap(([, list]) => list()),
    ],
    lines: isInWork && work ? work.file : mod,
  };
}

/** The files of a package's folder, and those below it that its sources embed. */
function listStray(folder: string, files: readonly string[], disk: Files): readonly string[] {
  const embedded = files.flatMap((file) =>
    [...(disk.read(file) ?? '').matchAll(/^\/\/go:embed[ \t]+(.+)$/gm)].flatMap(([, words = '']) =>
      words.trim().split(/\s+/),
    ),
  );
  const below = embedded
    .map((word) => word.replace(/^["`]?(?:all:)?|["`]$/g, ''))
    .flatMap((pattern) => [posix.join(folder, pattern), posix.join(folder, pattern, '**/*')]);
  const own = `${inWorkspace(folder)}/*`;
  return [...new Set([own, ...below.map((path) => `{workspaceRoot}/${path}`)])];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function isWithin(folder: string, root: string): boolean {
  return root === '.' || folder === root || folder.startsWith(`${root}/`);
}

/** A path as an input, which Nx takes for a glob, whatever folder names are in it. */
export function inWorkspace(path: string): string {
  const escaped = path.replace(/[*?[\]{}()]/g, '[$&]');
  return escaped === '.' ? '{workspaceRoot}' : `{workspaceRoot}/${escaped}`;
}
