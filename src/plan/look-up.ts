import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

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
export function fromProject(path: string, { projectRoot, workspaceRoot }: Roots): string {
  const here = resolve(projectRoot, path);
  const own = relative(workspaceRoot, projectRoot).split(sep).join('/');
  const isFromWorkspace = own !== '' && (path === own || path.startsWith(`${own}/`));
  return isFromWorkspace && !exists(here) ? resolve(workspaceRoot, path) : here;
}

/**
 * The same for files or globs that are only read: those whose beginning is in the workspace and not in the
 * project count from there, as of `{workspaceRoot}/x` Nx leaves only `x`.
 */
export function lookUp(path: string, roots: Roots): string {
  const there = resolve(roots.workspaceRoot, path);
  return !exists(resolve(roots.projectRoot, path)) && exists(there) ? there : fromProject(path, roots);
}

/** Whether a folder is there. False also for a path that the system does not take. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path, or the part of a glob before its first special character, is there. Absolute. */
function exists(path: string): boolean {
  let fixed = path;
  while (/[*?[\]{}!()]/.test(fixed) && !existsSync(fixed) && fixed !== dirname(fixed)) fixed = dirname(fixed);
  return existsSync(fixed);
}
