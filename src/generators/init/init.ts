import { type GeneratorCallback, logger, type Tree } from 'nx/src/devkit-exports.js';
import { findGo } from '../../toolchain/machine.ts';
import { addDevDependency, findMissingDevkit, installPackages, readOwnPackage } from '../packages.ts';
import { format } from './format.ts';
import { describeHiddenDefaults, registerPlugin, removeReadyDefault } from './register.ts';

// Nothing here imports @nx/devkit: this generator is what adds it where it is missing. devkit itself has the names
// of `nx/src/devkit-exports` from there.

export interface InitOptions {
  /** Whether the targets that end are inferred, too. Default: true. */
  readonly targets?: boolean;
  readonly skipPackageJson?: boolean;
  readonly skipFormat?: boolean;
}

/** What a workspace was given. */
interface Setup {
  /** A line for each change. */
  readonly done: readonly string[];
  /** What a person should look at. */
  readonly warnings: readonly string[];
  /** To be called once the files are written. */
  readonly install: GeneratorCallback;
}

/**
 * Adds nx-go-run to a workspace: the inference plugin in nx.json, which also gives the ready setting to targets, the
 * devDependency in package.json, and that on `missingDevkit` (a version of @nx/devkit) where none is found. Whatever is there
 * already stays as it is, so a second run changes nothing. Needs no line in .gitignore or .nxignore: all that
 * go-run keeps lies in node_modules/.cache.
 */
export function setUp(
  tree: Tree,
  { skipPackageJson = false, targets = true }: Pick<InitOptions, 'skipPackageJson' | 'targets'>,
  missingDevkit = findMissingDevkit(),
): Setup {
  const own = readOwnPackage();
  const add = (name: string, version: string) => !skipPackageJson && addDevDependency(tree, name, version);
  const added = add(own.name, `^${own.version}`);
  const addedDevkit = missingDevkit !== undefined && add('@nx/devkit', missingDevkit);
  const done = [
    ...(registerPlugin(tree, own, targets)
      ? [`nx.json: registered the plugin ${own.name}/plugin${targets ? '' : ', for serve alone'}`]
      : []),
    ...(removeReadyDefault(tree)
      ? ['nx.json: removed the ready setting from targetDefaults; the plugin gives it to each target']
      : []),
    ...(added ? [`package.json: added ${own.name} ${own.version} to devDependencies`] : []),
    ...(addedDevkit
      ? [`package.json: added @nx/devkit ${missingDevkit} to devDependencies, for the generators`]
      : []),
  ];
  return {
    done,
    warnings: describeHiddenDefaults(tree, own),
    install: () => {
      if (added || addedDevkit) installPackages(tree.root);
    },
  };
}

/** The generator that `nx add` runs: sets the workspace up, and says what that changed. */
export async function init(
  tree: Tree,
  options: InitOptions,
  missingDevkit = findMissingDevkit(),
  readGo = () => findGo(process.env),
): Promise<GeneratorCallback> {
  const { done, warnings, install } = setUp(tree, options, missingDevkit);
  if (!options.skipFormat && done.length > 0) await format(tree);
  for (const line of done) logger.info(line);
  for (const line of warnings) logger.warn(line);
  if (done.length === 0) logger.info('nx-go-run is already set up; nothing was changed');
  if ((await readGo()) === undefined)
    logger.info('there is no Go on this machine: the first serve fetches the one that go.mod asks for, once');
  return install;
}
