import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isParsedFile } from '../golang/find-general-info.ts';

/** What is searched for annotations. All paths are absolute. */
export interface SearchScope {
  readonly roots: readonly string[];
  readonly excluded: ReadonlySet<string>;
  /** The output folder and the pack file: what is only made of these is not searched. */
  readonly output: string;
  readonly packFile: string;
}

/** What a search found. Absolute paths, sorted. */
export interface Searched {
  /** The .go files that swag parses, less the plugin's own. */
  readonly files: readonly string[];
  /** The directories that hold them. */
  readonly directories: readonly string[];
  /** Directories that swag would search, but must not. */
  readonly skipped: readonly string[];
}

/** True if swag itself leaves directories of this name out (parser.go, walkWith). */
function isSkippedBySwag(name: string): boolean {
  return name === 'vendor' || name === 'docs' || name.startsWith('.');
}

/** True if Go or npm keep other things in directories of this name: a broken file there must not matter. */
function isForeign(name: string): boolean {
  return name === 'node_modules' || name === 'testdata' || name.startsWith('_');
}

/** True if this absolute path is one that the generator itself writes. */
export function isOutput(scope: SearchScope, path: string): boolean {
  if (path === scope.packFile) return true;
  return (
    dirname(path) === scope.output &&
    /(^|_)(docs\.go|swagger\.(json|ya?ml))$/.test(path.slice(scope.output.length + 1))
  );
}

/** True if swag would parse a file at this absolute path, whether it exists or not. */
export function isSearched(scope: SearchScope, path: string): boolean {
  if (!isParsedFile(path) || isOutput(scope, path)) return false;
  return scope.roots.some((root) => {
    const below = root.endsWith(sep) ? root : root + sep;
    if (!path.startsWith(below)) return false;
    let directory = root;
    return path
      .slice(below.length)
      .split(sep)
      .slice(0, -1)
      .every((name) => {
        directory = join(directory, name);
        return !isSkippedBySwag(name) && !isForeign(name) && !scope.excluded.has(directory);
      });
  });
}

/** Walks the scope as swag does: no symbolic links to directories, nested modules included. Never rejects. */
export async function searchFiles(scope: SearchScope): Promise<Searched> {
  const files = new Set<string>();
  const directories = new Set<string>();
  const skipped = new Set<string>();
  const visit = async (directory: string): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true }).catch((): Dirent[] => []);
    const parsed = entries.filter((entry) => !entry.isDirectory() && isParsedFile(entry.name));
    const found = parsed.map((entry) => join(directory, entry.name)).filter((path) => !isOutput(scope, path));
    const below = entries.filter((entry) => entry.isDirectory());
    // A folder of nothing but outputs: a broken one, say after a merge, must not stop its renewal.
    if (parsed.length > 0 && found.length === 0 && below.length === 0) skipped.add(directory);
    if (found.length > 0) directories.add(directory);
    for (const path of found) files.add(path);
    await Promise.all(
      below.map(async ({ name }) => {
        const path = join(directory, name);
        if (isSkippedBySwag(name) || scope.excluded.has(path)) return;
        if (isForeign(name)) skipped.add(path);
        else await visit(path);
      }),
    );
  };
  await Promise.all(scope.roots.map(visit));
  const sorted = (paths: ReadonlySet<string>) => [...paths].sort();
  return { files: sorted(files), directories: sorted(directories), skipped: sorted(skipped) };
}
