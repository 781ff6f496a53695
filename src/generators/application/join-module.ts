import { joinPathFragments, type Tree } from '@nx/devkit';
import { parseModFile } from '../../golang/go-mod-file.ts';
import type { Projects } from '../all-projects.ts';
import { addUses, isTooOld, makeGoWork } from './go-work.ts';

/**
 * Makes the folder a part of the workspace's Go code, and gives the path by which its packages are imported: a
 * module of its own, in go.work, or a folder of the module that the whole workspace is. `installed` gives the
 * version of the installed Go, such as `1.26.0`; it is asked only where no go.work says one. Throws what Nx is
 * to print where that Go can't build what is generated.
 */
export function joinModule(
  tree: Tree,
  folder: string,
  module: string,
  installed: () => string,
  projects: Projects,
): string {
  const work = tree.read('go.work', 'utf8');
  const whole = work === null ? tree.read('go.mod', 'utf8') : null;
  if (whole !== null) {
    const version = parseModFile(whole).go ?? '1.16';
    if (isTooOld(version)) throw new Error(`go.mod says go ${version}; the generated code needs 1.22.`);
    return joinPathFragments(parseModFile(whole).module ?? module, folder);
  }
  const version = (work === null ? undefined : parseModFile(work).go) ?? installed();
  if (isTooOld(version)) throw new Error(`go.work says go ${version}; the generated code needs 1.22.`);
  tree.write(joinPathFragments(folder, 'go.mod'), `module ${module}\n\ngo ${version}\n`);
  if (work === null) {
    const modules = findModules(tree, projects).map(
      (path) => tree.read(joinPathFragments(path, 'go.mod'), 'utf8') ?? '',
    );
    const highest =
      modules
        .map((text) => parseModFile(text).go ?? version)
        .sort(compare)
        .at(-1) ?? version;
    tree.write(
      'go.work',
      makeGoWork(compare(highest, version) > 0 ? highest : version, findModules(tree, projects, folder)),
    );
  } else {
    tree.write('go.work', addUses(work, [folder]));
  }
  return module;
}

/** The folders of projects that are modules: without go.work each stood alone, with it they have to be in it. */
function findModules(tree: Tree, projects: Projects, more?: string): string[] {
  const roots = [...projects.values()].map(({ root }) => root);
  const found = new Set([...roots, ...(more === undefined ? [] : [more])]);
  return [...found].filter((root) => tree.exists(joinPathFragments(root, 'go.mod'))).sort();
}

/** By number, part for part. */
function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
