import { matchesGlob, posix } from 'node:path';
import type { ReadWorkspaceFile } from './workspace-file.ts';

/**
 * The folders of those package.json files that Nx makes projects of: the ones that `workspaces` of the root's
 * package.json, or pnpm-workspace.yaml, names. `folders` are those with a package.json, from the workspace's root.
 */
export function workspacePackages(folders: readonly string[], read: ReadWorkspaceFile): readonly string[] {
  const globs = [...npmGlobs(read('package.json')), ...pnpmGlobs(read('pnpm-workspace.yaml'))].map((glob) =>
    glob.replace(/^(!?)\.\//, '$1').replace(/\/$/, ''),
  );
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const isIn = (folder: string, some: readonly string[]) => some.some((glob) => matchesGlob(folder, glob));
  return folders
    .map((one) => posix.normalize(one))
    .filter((one) => isIn(one, wanted) && !isIn(one, unwanted));
}

/** Of `"workspaces": […]` or `{"packages": […]}`. */
function npmGlobs(text: string | undefined): string[] {
  const manifest = parseJson(text) as { workspaces?: unknown } | undefined;
  const workspaces = manifest?.workspaces;
  const globs: unknown = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | undefined)?.packages;
  return Array.isArray(globs) ? globs.filter((one): one is string => typeof one === 'string') : [];
}

/** Of the list below `packages:`, as a block or in brackets. */
function pnpmGlobs(text: string | undefined): string[] {
  const list = /^packages:[ \t]*(\[[^\]]*\]|(?:\s*\n?[ \t]*-[^\n]*|\s*\n[ \t]*#[^\n]*)*)/m.exec(
    text ?? '',
  )?.[1];
  const words = list?.matchAll(/[-[,]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',\]#]+))/g) ?? [];
  return [...words].flatMap(([, double, single, plain]) => double ?? single ?? plain ?? []);
}

/** What a JSON text says; undefined where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
