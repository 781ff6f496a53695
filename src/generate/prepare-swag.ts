import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { choosePackageName } from '../golang/main-packages.ts';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { ReadFileText } from './file-text.ts';
import { SWAG, type ToolSource } from './find-go-tool.ts';
import { findAbove } from './go-mod.ts';
import { choosePacking, type Packing } from './pack.ts';
import { searchFiles, type SearchScope } from './search-files.ts';
import { readSpecKey, type SpecKey } from './spec-key.ts';
import type { SwagFlags } from './swag-flags.ts';

/** What is known before swag is run, or not run. */
export interface Prepared {
  readonly source: ToolSource;
  readonly packing: Packing;
  readonly skipped: readonly string[];
  readonly key: SpecKey;
}

/** Raised whenever the same inputs would give other outputs than the last release gave. */
const outputVersion = 1;

/** What is wrong with the plan's files, before swag would say it in its own words. */
export async function findMissingInput(swagger: SwaggerPlan): Promise<Problem | undefined> {
  const directory = await stat(swagger.searchDirectory).catch(() => undefined);
  if (!directory?.isDirectory())
    return {
      message: `The directory that is searched for swagger annotations does not exist: ${swagger.searchDirectory}`,
      hint: 'Set swagger.dir to a directory with Go files, from the project’s root.',
    };
  const file = await stat(swagger.generalInfo).catch(() => undefined);
  if (!file?.isFile())
    return {
      message: `The Go file with the general swagger annotations does not exist: ${swagger.generalInfo}`,
      hint: 'Add `// @title My API` and `// @version 1.0` above func main, or set swagger.generalInfo to the file that has them.',
    };
  return undefined;
}

/**
 * Collects what decides the specification, and puts it into a key. `findSource` finds swag by the text of
 * the go.mod that rules the project's root; undefined if it was aborted. Never rejects.
 */
export async function prepareSwag(
  plan: Plan,
  swagger: SwaggerPlan,
  flags: SwagFlags,
  scope: SearchScope,
  readFileText: ReadFileText,
  findSource: (goMod: string) => Promise<ToolSource | undefined>,
): Promise<Prepared | undefined> {
  const [searched, own, ofSearch, work, packageName] = await Promise.all([
    searchFiles(scope),
    findAbove(plan.projectRoot, 'go.mod'),
    findAbove(swagger.searchDirectory, 'go.mod'),
    findAbove(swagger.searchDirectory, 'go.work'),
    choosePackageName(swagger.packFile),
  ]);
  const source = await findSource(own?.text ?? '');
  if (!source) return undefined;
  const packing = choosePacking(swagger.packFormat, ofSearch?.text ?? '');
  const from = (path: string) => relative(plan.projectRoot, path);
  const settings = {
    outputVersion,
    source: source.kind === 'pinned' ? SWAG.version : source,
    go: plan.go.version,
    modules: [own, ofSearch, work].map((file) => file && [from(file.path), file.text]),
    flags: swagger.flags,
    paths: [swagger.generalInfo, swagger.searchDirectory, swagger.output, swagger.packFile].map(from),
    packing,
    packageName,
  };
  const files = [...new Set([...searched.files, swagger.generalInfo])];
  const key = await readSpecKey({ settings, files, inputs: flags.inputs }, readFileText);
  return { source, packing, skipped: searched.skipped, key };
}
