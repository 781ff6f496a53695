import { formatFiles, installPackagesTask, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { addDevDependency } from '../add-dev-dependency.ts';
import { readOwnPackage } from '../own-package.ts';
import { registerPlugin, registerReadySignal } from './register.ts';

export interface InitOptions {
  readonly skipPackageJson?: boolean;
  readonly skipFormat?: boolean;
}

/** What a workspace was given. */
interface Setup {
  /** A line for each change. */
  readonly done: readonly string[];
  /** To be called once the files are written. */
  readonly install: GeneratorCallback;
}

/**
 * Adds nx-go-run to a workspace: the inference plugin and the ready signal in nx.json, the devDependency in
 * package.json. Whatever is there already stays as it is, so a second run changes nothing. Needs no line in
 * .gitignore or .nxignore: all that go-run keeps lies in node_modules/.cache.
 */
export function setUp(tree: Tree, { skipPackageJson = false }: Pick<InitOptions, 'skipPackageJson'>): Setup {
  const own = readOwnPackage();
  const added = !skipPackageJson && addDevDependency(tree, own.name, `^${own.version}`);
  const done = [
    ...(registerPlugin(tree, own) ? [`nx.json: registered the plugin ${own.name}/plugin`] : []),
    ...(registerReadySignal(tree) ? ['nx.json: programs of go-run tell Nx when they are ready'] : []),
    ...(added ? [`package.json: added ${own.name} ${own.version} to devDependencies`] : []),
  ];
  return {
    done,
    install: () => {
      if (added) installPackagesTask(tree);
    },
  };
}

/** The generator that `nx add` runs: sets the workspace up, and says what that changed. */
export async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const { done, install } = setUp(tree, options);
  if (!options.skipFormat && done.length > 0) await formatFiles(tree);
  for (const line of done) logger.info(line);
  if (done.length === 0) logger.info('nx-go-run is already set up; nothing was changed');
  return install;
}
