import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isIgnored, readPackageClause } from './package-clause.ts';

/** The package names of a directory's files that go might build; undefined stands for an unreadable clause. */
export function readPackageNames(directory: string): Set<string | undefined> {
  const files = readdirSync(directory)
    .filter(isProgramFile)
    .map((name) => join(directory, name));
  return new Set(files.filter((file) => !isIgnored(file)).map(readPackageClause));
}

/** Directories at or below `directory` that hold a main package; vendor, testdata and the like are passed over. */
export function findMainPackages(directory: string, depth = 4): string[] {
  const here = safely(() => readPackageNames(directory))?.has('main') ? [directory] : [];
  if (depth === 0) return here;
  const entries = safely(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  const below = entries
    .filter((entry) => entry.isDirectory() && !isPassedOver(entry.name))
    .map((entry) => join(directory, entry.name));
  return [...here, ...below.flatMap((path) => findMainPackages(path, depth - 1))];
}

/** True for the name of a Go file that may be part of a program. */
export function isProgramFile(name: string): boolean {
  return /^[^._].*\.go$/.test(name) && !name.endsWith('_test.go');
}

/** True for the name of a directory in which no program is looked for. */
export function isPassedOver(name: string): boolean {
  return /^([._].*|node_modules|vendor|testdata|dist)$/.test(name);
}

function safely<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
