import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { failure, success, type Result } from './problem.ts';

/** What `file` names, before go has been asked anything. Absolute paths. */
export type NamedTarget =
  | { readonly kind: 'package'; readonly directory: string }
  | { readonly kind: 'go-file'; readonly directory: string; readonly file: string };

/**
 * Looks `file` up from the project's root, then from the workspace's. A directory that is not a main package
 * stands for the only main package below it. Fails with what is there instead.
 */
export function findTarget(file: string, projectRoot: string, workspaceRoot: string): Result<NamedTarget> {
  if (file === '') return failure('file: is empty', 'Name a package directory or a .go file, such as ".".');
  const candidates = isAbsolute(file) ? [file] : [resolve(projectRoot, file), resolve(workspaceRoot, file)];
  const shown = (path: string) => relative(workspaceRoot, path) || '.';
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    return failure(`file: there is no ${file} in ${shown(projectRoot)}`, suggest(projectRoot, workspaceRoot));
  }
  if (found !== workspaceRoot && !found.startsWith(workspaceRoot + sep)) {
    return failure(`file: ${file} is outside the workspace`, `It must be below ${workspaceRoot}.`);
  }
  if (statSync(found).isDirectory()) return findMainPackage(found, shown);
  if (!found.endsWith('.go')) return failure(`file: ${shown(found)} is not a .go file`);
  if (found.endsWith('_test.go')) {
    return failure(`file: ${shown(found)} is a test; go-run runs programs`, 'Tests are run by go test.');
  }
  const clause = readPackageClause(found);
  if (clause !== undefined && clause !== 'main') {
    return failure(
      `file: ${shown(found)} is package ${clause}, not main`,
      suggest(projectRoot, workspaceRoot),
    );
  }
  return success({ kind: 'go-file', directory: dirname(found), file: found });
}

function findMainPackage(directory: string, shown: (path: string) => string): Result<NamedTarget> {
  let names;
  try {
    names = readClauses(directory);
  } catch (error) {
    return failure(`file: ${shown(directory)} can't be read: ${(error as Error).message}`);
  }
  if (names.has('main') || names.has(undefined)) return success({ kind: 'package', directory });
  const below = findMainPackages(directory);
  if (below.length === 1) return success({ kind: 'package', directory: below[0] as string });
  const is = names.size === 0 ? 'has no Go files' : `is package ${[...names].join(', ')}, not main`;
  if (below.length === 0) return failure(`file: ${shown(directory)} ${is}`, 'Name a main package.');
  const list = below.map((path) => relative(directory, path)).join(', ');
  return failure(
    `file: ${shown(directory)} ${is}, and there are several mains below it`,
    `Choose one: ${list}`,
  );
}

function suggest(projectRoot: string, workspaceRoot: string): string {
  const mains = findMainPackages(projectRoot).map((path) => relative(projectRoot, path) || '.');
  if (mains.length > 0) return `Main packages in this project: ${mains.join(', ')}`;
  return `It is looked up in ${projectRoot}, then in ${workspaceRoot}.`;
}

/** Directories at or below `directory` that hold a main package; vendor, testdata and the like are passed over. */
export function findMainPackages(directory: string, depth = 4): string[] {
  const here = safely(() => readClauses(directory))?.has('main') ? [directory] : [];
  if (depth === 0) return here;
  const below = safely(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  return below
    .filter(
      (entry) => entry.isDirectory() && !/^([._].*|node_modules|vendor|testdata|dist)$/.test(entry.name),
    )
    .reduce((all, entry) => [...all, ...findMainPackages(join(directory, entry.name), depth - 1)], here);
}

/** The package names of a directory's files that go might build; undefined stands for an unreadable clause. */
function readClauses(directory: string): Set<string | undefined> {
  const files = readdirSync(directory).filter(
    (name) => /^[^._].*\.go$/.test(name) && !name.endsWith('_test.go'),
  );
  const kept = files.filter((name) => !/^\/\/go:build ignore\s*$/m.test(read(join(directory, name)) ?? ''));
  return new Set(kept.map((name) => readPackageClause(join(directory, name))));
}

/** The name in a Go file's package clause, or undefined where there is none or the file can't be read. */
export function readPackageClause(file: string): string | undefined {
  const source = (read(file) ?? '').replace(/^\uFEFF/, '');
  const match = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*package\s+([\p{L}_][\p{L}\p{Nd}_]*)/u.exec(source);
  return match?.[1];
}

/** True where go might leave the file out of its package: by a constraint, or by a name such as `x_windows.go`. */
export function mayBeExcluded(file: string): boolean {
  return /^\/\/(go:build|\s*\+build)\s/m.test(read(file) ?? '') || /_[a-z0-9]+\.go$/.test(basename(file));
}

function read(file: string): string | undefined {
  return safely(() => readFileSync(file, 'utf8'));
}

function safely<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
