import { resolve } from 'node:path';
import { failure, success, type Result } from '../problem.ts';
import { shorten } from '../plan/shorten.ts';

/** The user's flags of `swag init`, told apart by what they mean for the plugin. */
export interface SwagFlags {
  /** Passed on as they are. */
  readonly rest: readonly string[];
  /** As given: more directories to search, and what to leave out of the search. */
  readonly directories: readonly string[];
  readonly excluded: readonly string[];
  /** Files that are written besides swagger.json: `yaml`, `go`. */
  readonly outputTypes: readonly string[];
  /** Absolute paths of files and folders (markdown, code examples, type overrides) that swag reads. */
  readonly inputs: readonly string[];
  /** Whether swag reads other modules or vendored packages, which no key covers. */
  readonly readsDependencies: boolean;
}

/** Flags of `swag init` v1.16.6 that take a value and mean something here, by each of their names. */
const valued: Readonly<Record<string, string>> = {
  generalInfo: 'generalInfo',
  g: 'generalInfo',
  output: 'output',
  o: 'output',
  dir: 'dir',
  d: 'dir',
  exclude: 'exclude',
  outputTypes: 'outputTypes',
  ot: 'outputTypes',
  markdownFiles: 'input',
  md: 'input',
  codeExampleFiles: 'input',
  cef: 'input',
  overridesFile: 'overridesFile',
};

const ofDependencies =
  /^--?(parseDependency|pd|parseDependencyLevel|pdl|parseGoList|parseDepth|parseInternal|parseVendor)(=|$)/;

/**
 * Sorts the user's flags of `swag init`, which swag reads in `cwd` (absolute). Fails on the flags that
 * belong to other options. Without --overridesFile swag looks for `.swaggo`.
 */
export function readSwagFlags(flags: readonly string[], cwd: string): Result<SwagFlags> {
  const rest: string[] = [];
  const values: Record<string, string[]> = {
    dir: [],
    exclude: [],
    outputTypes: [],
    input: [],
    overridesFile: [],
  };
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index] as string;
    const [, name = '', given] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
    const meaning = valued[name];
    if (meaning === 'generalInfo' || meaning === 'output')
      return failure(`swagger.flags: ${shorten(flag)} is not taken.`, `Set swagger.${meaning} instead.`);
    if (meaning === undefined) {
      rest.push(flag);
      continue;
    }
    const value = given ?? flags[++index];
    if (value === undefined)
      return failure(`swagger.flags: ${shorten(flag)} has no value.`, `Write ${shorten(flag)}=….`);
    const listed = value.split(',').map((item) => item.trim());
    values[meaning]?.push(...listed.filter((item) => item !== ''));
    if (meaning === 'input' || meaning === 'overridesFile') rest.push(`--${name}=${value}`);
  }
  const { dir = [], exclude = [], outputTypes = [], input = [], overridesFile = [] } = values;
  const read = [...input, overridesFile.at(-1) ?? '.swaggo'];
  return success({
    rest,
    directories: dir,
    excluded: exclude,
    outputTypes,
    inputs: read.map((path) => resolve(cwd, path)),
    readsDependencies: flags.some((flag) => ofDependencies.test(flag)),
  });
}
