import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type HasTag, isBuilt, tagsOfBuild } from './build-constraint.ts';
import { findPackageClause } from './go-head.ts';
import { filesOfDisk, isPassedOver } from './passed-over.ts';

const disk = filesOfDisk();

/** The name in a Go file's package clause, or undefined where there is none or the file can't be read. */
export function readPackageClause(file: string): string | undefined {
  return findPackageClause(disk.read(file) ?? '');
}

/** True where go might leave the file, of this absolute path, out of its package: by a constraint or by its name. */
export function mayBeExcluded(file: string): boolean {
  return isBuilt(basename(file), disk.read(file) ?? '', () => undefined) !== true;
}

/**
 * The package names of a directory's files that a build with these tags takes, or may take; undefined stands for an
 * unreadable clause. Throws what the system says of a directory that can't be read.
 */
export function readPackageNames(directory: string, hasTag: HasTag): Set<string | undefined> {
  const names = new Set<string | undefined>();
  for (const name of readdirSync(directory).filter(isProgramFile)) {
    const source = disk.read(`${directory}/${name}`) ?? '';
    if (isBuilt(name, source, hasTag) !== false) names.add(findPackageClause(source));
  }
  return names;
}

/** Directories at or below `directory` that hold a main package, less those in which nothing is looked for. */
export function findMainPackages(directory: string, hasTag: HasTag, depth = 4): string[] {
  const here = safely(() => readPackageNames(directory, hasTag))?.has('main') ? [directory] : [];
  if (depth === 0) return here;
  const entries = safely(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  const below = entries
    // What is built into `dist` is ignored by git, of which this walk knows nothing.
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .filter(({ name }) => !isPassedOver(`${directory}/${name}`, disk))
    .map(({ name }) => join(directory, name));
  return [...here, ...below.flatMap((path) => findMainPackages(path, hasTag, depth - 1))];
}

/** True for the name of a Go file that may be part of a program. */
export function isProgramFile(name: string): boolean {
  return /^[^._].*\.go$/.test(name) && !name.endsWith('_test.go');
}

function safely<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

const keywords = new Set(
  'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var'.split(
    ' ',
  ),
);

/**
 * The package of a Go file that is to be written at this absolute path: that of the files beside it; in a
 * folder without Go the folder's name where Go takes it for one, else `packed`.
 */
export async function choosePackageName(path: string): Promise<string> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter(isProgramFile).sort()) {
    if (name === basename(path)) continue;
    const source = await readFile(join(directory, name), 'utf8').catch(() => '');
    const clause = findPackageClause(source);
    if (clause !== undefined && isBuilt(name, source, tagsOfBuild()) !== false) return clause;
  }
  const name = basename(directory);
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && name !== '_' && !keywords.has(name) ? name : 'packed';
}
