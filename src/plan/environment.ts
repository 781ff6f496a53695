import { parse } from 'dotenv';
import { expand } from 'dotenv-expand';
import type { Environment, ProgramPlan } from './plan.ts';

/** Reads a text file; undefined where it does not exist or can't be read. */
export type ReadText = (path: string) => string | undefined;

/** Nx's own variables that concern the executor alone; a program that itself runs nx must not inherit them. */
const PRIVATE =
  /^NX_(READY_SIGNAL_|READY_URL$|TASK_HASH$|TERMINAL_|STREAM_|SKIP_|FORKED_|ORIGINAL_FORCE_COLOR$)/;

/**
 * What the program inherits: the executor's environment less Nx's private variables and less what Nx had
 * loaded from `files` at its start. The latter would win over the file's new values after an edit. Where
 * `colour` is off, Nx's FORCE_COLOR is taken out; where it is on, Go's programs are told by CLICOLOR_FORCE.
 */
export function inheritEnvironment(
  env: NodeJS.ProcessEnv,
  files: readonly string[],
  readText: ReadText,
  colour: boolean,
): Environment {
  const loaded = readEnvFiles(files, env, readText).values;
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !PRIVATE.test(entry[0]) && loaded[entry[0]] !== entry[1],
  );
  const { FORCE_COLOR, ...rest } = Object.fromEntries(kept);
  if (!colour) return rest;
  return { CLICOLOR_FORCE: '1', ...rest, FORCE_COLOR: FORCE_COLOR ?? '1' };
}

/**
 * The environment of one start of the program, with the env files as they are now: files, then what was
 * inherited (as a shell's variables win over Nx's `.env`), then the `env` option. Also gives the files that
 * are missing.
 */
export function readProgramEnvironment(
  program: ProgramPlan,
  readText: ReadText,
): { readonly env: Environment; readonly missing: readonly string[] } {
  const { values, missing } = readEnvFiles(program.envFiles, program.inheritedEnv, readText);
  return { env: { ...values, ...program.inheritedEnv, ...program.env }, missing };
}

function readEnvFiles(files: readonly string[], env: NodeJS.ProcessEnv, readText: ReadText) {
  const parsed: Record<string, string> = {};
  const missing: string[] = [];
  for (const file of files) {
    const text = readText(file);
    if (text === undefined) missing.push(file);
    else Object.assign(parsed, parse(text));
  }
  // Names that the file itself sets are left out: expand() would put the inherited value in their place.
  const outer = Object.entries(env).filter(([name, value]) => value !== undefined && !(name in parsed));
  const processEnv = Object.fromEntries(outer) as Record<string, string>;
  return { values: expand({ parsed, processEnv }).parsed ?? {}, missing };
}
