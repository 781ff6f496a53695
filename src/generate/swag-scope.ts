import { stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import type { FileGlob } from '../files/file-glob.ts';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import type { Step } from './generation.ts';
import { isOutput, isSearched, searchFiles, type SearchScope } from './search-files.ts';
import type { SwagFlags } from './swag-flags.ts';

/** Where swag looks, by the plan and the user's flags. */
export function createScope(plan: Plan, swagger: SwaggerPlan, flags: SwagFlags): SearchScope {
  const absolute = (path: string) => resolve(plan.projectRoot, path);
  return {
    roots: [...new Set([swagger.searchDirectory, ...flags.directories.map(absolute)])],
    excluded: new Set(flags.excluded.map(absolute)),
    output: swagger.output,
    packFile: swagger.packFile,
  };
}

/** What places swagger among the other steps: it reads the code that they write. */
export function describeSwagger(swagger: SwaggerPlan): Pick<Step, 'name' | 'inputs' | 'outputs' | 'isBroad'> {
  const { searchDirectory, generalInfo, output, packFile } = swagger;
  const file = (base: string): FileGlob => ({ base, pattern: '' });
  const outputs = [file(output), file(packFile)];
  return {
    name: 'swagger',
    inputs: { named: [{ base: searchDirectory, pattern: '**/*.go' }, file(generalInfo)], except: outputs },
    outputs: { named: outputs, except: [] },
    isBroad: true,
  };
}

/** True if a change of this absolute path could change the specification. */
export function concernsSpec(
  scope: SearchScope,
  plan: Plan,
  swagger: SwaggerPlan,
  inputs: readonly string[],
  path: string,
): boolean {
  if (isOutput(scope, path)) return false;
  if (path === swagger.generalInfo || isSearched(scope, path)) return true;
  if (inputs.some((input) => path === input || dirname(path) === input)) return true;
  const rulesModules = basename(path) === 'go.mod' || basename(path) === 'go.work';
  return (
    rulesModules &&
    [...scope.roots, plan.projectRoot].some((directory) => isAtOrAbove(dirname(path), directory))
  );
}

/** The directories whose files concern the specification and that exist: those of .go files and of inputs. */
export async function listWatchedDirectories(
  scope: SearchScope,
  inputs: readonly string[],
): Promise<readonly string[]> {
  const { directories } = await searchFiles(scope);
  const more = await Promise.all(
    inputs.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      return found && (found.isDirectory() ? path : dirname(path));
    }),
  );
  return [...new Set([...directories, ...more.filter((path) => path !== undefined)])].sort();
}

function isAtOrAbove(directory: string, below: string): boolean {
  return below === directory || below.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
