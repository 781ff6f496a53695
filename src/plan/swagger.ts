import { join, relative } from 'node:path';
import { findGeneralInfo } from '../golang/find-general-info.ts';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { splitWords } from './arguments.ts';
import { fromProject, type Roots } from './look-up.ts';
import type { BuildTarget, SwaggerPlan } from './plan.ts';
import { failure, success, type Result } from '../problem.ts';

/** Resolves the option `swagger`; null where it is off. Paths are looked up from the project's root. */
export async function planSwagger(
  option: GoRunOptions['swagger'],
  target: BuildTarget,
  roots: Roots,
): Promise<Result<SwaggerPlan | null>> {
  if (option === undefined || option === false) return success(null);
  const given = option === true ? {} : option;
  const flags = splitWords('swagger.flags', given.flags);
  if (!flags.ok) return flags;
  const command = splitWords('swagger.command', given.command);
  if (!command.ok) return command;
  if (given.command !== undefined && (command.value[0] ?? '').trim() === '') {
    return failure('swagger.command: names no command', 'Name one, or leave it out to have swag run.');
  }
  const searchDirectory = given.dir === undefined ? roots.projectRoot : fromProject(given.dir, roots);
  const generalInfo =
    given.generalInfo !== undefined
      ? fromProject(given.generalInfo, roots)
      : target.kind === 'file'
        ? target.file
        : ((await findGeneralInfo(target.directory)) ?? join(target.directory, 'main.go'));
  return success({
    ...(command.value.length > 0 ? { command: command.value } : {}),
    generalInfo,
    searchDirectory:
      covers(searchDirectory, target.directory) || given.dir ? searchDirectory : target.directory,
    output: fromProject(given.output ?? 'swagger', roots),
    packFile: fromProject(given.packFile ?? 'packed/data-swagger.go', roots),
    packFormat: given.packFormat ?? 'auto',
    flags: flags.value,
  });
}

function covers(directory: string, path: string): boolean {
  return !/^\.\.([\\/]|$)/.test(relative(directory, path));
}
