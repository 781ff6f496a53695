import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { realPath, spellBelow } from '../files/real-path.ts';
import { tagsOfBuild, type HasTag } from '../golang/build-constraint.ts';
import {
  findMainPackages,
  isProgramFile,
  readPackageClause,
  readPackageNames,
} from '../golang/main-packages.ts';
import { failure, success, type Result } from '../problem.ts';
import { shorten } from './shorten.ts';

/** What `file` names, before go has been asked anything. Absolute paths. */
export type NamedTarget =
  | { readonly kind: 'package'; readonly directory: string }
  | { readonly kind: 'go-file'; readonly directory: string; readonly file: string };

/** How many main packages a hint names. */
const MOST_NAMED = 8;

/**
 * Looks `file` up from the project's root, then from the workspace's; it must be in the project. A directory
 * that is not a main package stands for the only main package below it. `tags` are those of the build. Fails with
 * what is there instead.
 */
export function findTarget(
  file: string,
  projectRoot: string,
  workspaceRoot: string,
  tags: ReadonlySet<string> = new Set(),
): Result<NamedTarget> {
  const hasTag = tagsOfBuild(tags);
  const nameMains = () => nameMainPackages(projectRoot, hasTag);
  if (file.trim() === '')
    return failure('file: is empty', 'Name a package directory or a .go file, such as ".".');
  const shown = (path: string) => showPath(path, workspaceRoot);
  const existing = findCandidates(file, projectRoot, workspaceRoot);
  const found = existing.find((path) => path === projectRoot || path.startsWith(projectRoot + sep));
  if (existing[0] === undefined) {
    return failure(`file: there is no ${shorten(file)} in ${shown(projectRoot)}`, nameMains());
  }
  if (found === undefined) {
    return failure(`file: ${shown(existing[0])} is not in the project ${shown(projectRoot)}`, nameMains());
  }
  if (statSync(found).isDirectory()) return findMainPackage(found, projectRoot, hasTag, shown);
  if (!found.endsWith('.go')) return failure(`file: ${shown(found)} is not a .go file`, nameMains());
  if (found.endsWith('_test.go')) {
    return failure(`file: ${shown(found)} is a test; go-run runs programs`, 'Tests are run by go test.');
  }
  const clause = readPackageClause(found);
  if (clause !== undefined && clause !== 'main') {
    return failure(`file: ${shown(found)} is package ${clause}, not main`, nameMains());
  }
  return success({ kind: 'go-file', directory: dirname(found), file: found });
}

function findCandidates(file: string, projectRoot: string, workspaceRoot: string): string[] {
  const written = isAbsolute(file)
    ? [resolve(file)]
    : [resolve(projectRoot, file), resolve(workspaceRoot, file)];
  const existing = written.filter((path) => existsSync(path));
  // The roots have their symbolic links resolved; an absolute path may be written through one.
  const candidates = isAbsolute(file) ? existing.flatMap((path) => [path, realPath(path)]) : existing;
  return candidates.map((path) => spellBelow(workspaceRoot, path));
}

function findMainPackage(
  directory: string,
  projectRoot: string,
  hasTag: HasTag,
  shown: (path: string) => string,
): Result<NamedTarget> {
  let names;
  try {
    names = readPackageNames(directory, hasTag);
  } catch (error) {
    return failure(`file: ${shown(directory)} can't be read: ${(error as Error).message}`);
  }
  if (names.has('main')) return success({ kind: 'package', directory });
  const below = findMainPackages(directory, hasTag);
  if (below.length === 1) return success({ kind: 'package', directory: below[0] as string });
  // A file that is just being written, or broken: the build will say what is wrong with it.
  if (names.has(undefined)) return success({ kind: 'package', directory });
  // By tags that only go's own settings give; else go says which constraint it is.
  const withTags = readPackageNames(directory, (tag) => (tag === 'ignore' ? hasTag(tag) : undefined));
  if (below.length === 0 && withTags.has('main')) return success({ kind: 'package', directory });
  const hasGo = names.size === 0 && readdirSync(directory).some(isProgramFile);
  const none = hasGo ? 'has only Go files that build constraints leave out' : 'has no Go files';
  const is = names.size === 0 ? none : `is package ${[...names].join(', ')}, not main`;
  if (below.length === 0) return failure(`file: ${shown(directory)} ${is}`, 'Name a main package.');
  const hint = `Choose one: ${listPaths(below, projectRoot)}`;
  return failure(`file: ${shown(directory)} ${is}, and there are several mains below it`, hint);
}

function nameMainPackages(projectRoot: string, hasTag: HasTag): string {
  const mains = findMainPackages(projectRoot, hasTag);
  if (mains.length > 0) return `Main packages in this project: ${listPaths(mains, projectRoot)}`;
  return "It is looked up from the project's root, then from the workspace's. No main package is in this project.";
}

function listPaths(paths: readonly string[], from: string): string {
  const names = paths.slice(0, MOST_NAMED).map((path) => relative(from, path) || '.');
  return [...names, ...(paths.length > MOST_NAMED ? ['…'] : [])].join(', ');
}

function showPath(path: string, workspaceRoot: string): string {
  const between = relative(workspaceRoot, path);
  if (between === '') return "the workspace's root";
  return /^\.\.([\\/]|$)/.test(between) ? path : between;
}
