import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isBuilt, type HasTag } from './build-constraint.ts';
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
