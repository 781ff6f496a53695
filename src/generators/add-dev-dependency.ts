import { readJson, writeJson, type Tree } from 'nx/src/devkit-exports.js';

/**
 * Adds a package to the devDependencies of the workspace's package.json, unless it is there in any list. True if
 * it was added; without a package.json (`.nx/installation`) nothing is. devkit's own function would write an
 * empty "dependencies", too.
 */
export function addDevDependency(tree: Tree, name: string, version: string): boolean {
  if (!tree.exists('package.json')) return false;
  const manifest = readJson<Record<string, object | string | undefined>>(tree, 'package.json');
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies'].map((list) => manifest[list]);
  if (manifest['name'] === name || lists.some((list) => typeof list === 'object' && name in list))
    return false;
  const devDependencies = { ...(manifest['devDependencies'] as object | undefined), [name]: version };
  writeJson(tree, 'package.json', { ...manifest, devDependencies });
  return true;
}
