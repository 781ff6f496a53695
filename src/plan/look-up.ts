import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { splitGlob, type FileGlob } from '../files/file-glob.ts';

/** Absolute paths, symbolic links resolved. */
export interface Roots {
  readonly projectRoot: string;
  readonly workspaceRoot: string;
}

/**
 * The absolute form of a path option that counts from the project's root. Before go-run sees it, Nx has made
 * `apps/api/x` of `{projectRoot}/x`: what begins so counts from the workspace's root, unless the project has a
 * folder of that name.
 */
export function fromProject(path: string, roots: Roots): string {
  const here = resolve(roots.projectRoot, path);
  return beginsWithProject(path, roots) && !existsSync(here) ? resolve(roots.workspaceRoot, path) : here;
}

/**
 * The same for files that are only read: those that are in the workspace and not in the project count from there, as
 * of `{workspaceRoot}/x` Nx leaves only `x`.
 */
export function lookUp(path: string, roots: Roots): string {
  const there = resolve(roots.workspaceRoot, path);
  return !existsSync(resolve(roots.projectRoot, path)) && existsSync(there)
    ? there
    : fromProject(path, roots);
}

/** The same for a glob, by the part before its first special character. */
export function lookUpGlob(text: string, roots: Roots): FileGlob {
  const [here, there] = [splitGlob(roots.projectRoot, text), splitGlob(roots.workspaceRoot, text)];
  // A special first name, such as `[shop]`, is in neither base unless it is there.
  const isNamedThere = here.base === roots.projectRoot && there.base !== roots.workspaceRoot;
  const isMissingHere = isNamedThere || !existsSync(here.base);
  return isMissingHere && (existsSync(there.base) || beginsWithProject(text, roots)) ? there : here;
}

/** Whether it begins as what Nx makes of `{projectRoot}`. */
function beginsWithProject(path: string, { projectRoot, workspaceRoot }: Roots): boolean {
  const own = relative(workspaceRoot, projectRoot).split(sep).join('/');
  return own !== '' && (path === own || path.startsWith(`${own}/`));
}

/** Whether a folder is there. False also for a path that the system does not take. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
