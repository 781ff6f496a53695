import {
  formatFiles,
  installPackagesTask,
  logger,
  readJson,
  writeJson,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { readOwnPackage, type OwnPackage } from '../own-package.ts';
import { registerPlugin, registerReadySignal } from './register.ts';

export interface InitOptions {
  readonly skipPackageJson?: boolean;
  readonly skipFormat?: boolean;
}

/**
 * Adds nx-go-run to a workspace: the inference plugin and the ready signal in nx.json, the devDependency in
 * package.json. Whatever is there already stays as it is, so a second run changes nothing. Needs no line in
 * .gitignore or .nxignore: all that go-run keeps lies in node_modules/.cache. Gives what installs the dependency.
 */
export async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const own = readOwnPackage();
  const install = options.skipPackageJson ? undefined : addToPackageJson(tree, own);
  const done = [
    ...(registerPlugin(tree, own) ? [`nx.json: registered the plugin ${own.name}/plugin`] : []),
    ...(registerReadySignal(tree) ? ['nx.json: programs of go-run tell Nx when they are ready'] : []),
    ...(install ? [`package.json: added ${own.name} ${own.version} to devDependencies`] : []),
  ];
  if (!options.skipFormat && done.length > 0) await formatFiles(tree);
  for (const line of done) logger.info(line);
  if (done.length === 0) logger.info(`${own.name} is already set up; nothing was changed`);
  return install ?? (() => undefined);
}

/** Undefined where the dependency is there, or where there is no package.json (`.nx/installation`). */
function addToPackageJson(tree: Tree, { name, version }: OwnPackage): GeneratorCallback | undefined {
  if (!tree.exists('package.json')) return undefined;
  const manifest = readJson<Record<string, Record<string, string> | string | undefined>>(
    tree,
    'package.json',
  );
  const lists = [
    manifest['name'] === name ? { [name]: version } : undefined,
    ...['dependencies', 'devDependencies', 'optionalDependencies'].map((list) => manifest[list]),
  ];
  if (lists.some((list) => typeof list === 'object' && name in list)) return undefined;
  // addDependenciesToPackageJson would write an empty "dependencies", too.
  const { devDependencies } = manifest;
  const present = typeof devDependencies === 'object' ? devDependencies : {};
  writeJson(tree, 'package.json', {
    ...manifest,
    devDependencies: { ...present, [name]: `^${version}` },
  });
  return () => installPackagesTask(tree);
}
