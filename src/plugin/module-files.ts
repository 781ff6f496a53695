import { posix } from 'node:path';
import { nearest } from './folder-tree.ts';

/** The named input of a Go project that holds what `listModuleFiles` gives. */
export const MODULE_FILES = 'goModuleFiles';

/**
 * The go.mod and go.work by which go builds what lies in this folder (a project's root), with their sums, as far as
 * they lie above it, where no project has them: as inputs of Nx, so that an edit of one affects the project.
 * `files` are all go.mod and go.work files; all paths are from the workspace's root.
 */
export function listModuleFiles(root: string, files: ReadonlySet<string>): readonly string[] {
  const find = (name: string) =>
    nearest(root, (at) => (files.has(posix.join(at, name)) ? posix.join(at, name) : undefined));
  const mod = find('go.mod');
  const work = find('go.work');
  const found = [
    ...(mod === undefined ? [] : [mod, mod.replace(/mod$/, 'sum')]),
    ...(work === undefined ? [] : [work, `${work}.sum`]),
  ];
  const isOwn = (file: string) => posix.dirname(file) === root;
  return found.filter((file) => !isOwn(file)).map((file) => `{workspaceRoot}/${escapeGlob(file)}`);
}

/** Nx takes the path for a glob, whatever folder names are in it. */
function escapeGlob(path: string): string {
  return path.replace(/[*?[\]{}()]/g, '[$&]');
}
