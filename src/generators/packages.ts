import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { detectPackageManager, readJson, type Tree, writeJson } from 'nx/src/devkit-exports.js';
import { thisSystem } from '../process/system.ts';

/** What the generators need to know of the package that they come with. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  /** The entries that others may import, such as `./plugin`. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** This package's package.json. */
export function readOwnPackage(): OwnPackage {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as OwnPackage;
}

/** The folder of these templates. */
export function templates(of: 'service' | 'swagger' | 'frontend'): string {
  return join(import.meta.dirname, 'application/files', of);
}

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

/** Has the workspace's package manager install what package.json lists now, and shows what that prints. */
export function installPackages(root: string): void {
  // What npm is on Windows is a batch file, which only a shell starts.
  const shell = thisSystem.commandEndings.includes('.cmd');
  execFileSync(detectPackageManager(root), ['install'], { cwd: root, stdio: 'inherit', shell });
}

/**
 * The version of @nx/devkit that the generators need and don't find, such as `^24.0.0`; undefined where there is one.
 * npm can't be told to bring it: asked for any of several majors it takes the newest, and refuses that beside an
 * older Nx. So it is no more than an optional peer.
 */
export function findMissingDevkit(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('@nx/devkit');
    return undefined;
  } catch {
    const { version } = require('nx/package.json') as { readonly version: string };
    return `^${version.split('.', 1)[0]}.0.0`;
  }
}
