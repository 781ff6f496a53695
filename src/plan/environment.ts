import { join } from 'node:path';
import { parse } from 'dotenv';
import type { ReadText } from '../files/disk.ts';
import type { Problem } from '../problem.ts';
import type { Environment } from '../process/child.ts';
import { expandVariables } from './expand-variables.ts';
import type { Roots } from './look-up.ts';
import type { TaskName } from './output.ts';
import type { ProgramPlan } from './plan.ts';
import { shorten } from './shorten.ts';

/**
 * Nx's variables (24.0) that name this very process, its channels and its output files; a program that itself
 * runs nx must not inherit them. Others stay, as in every task: NX_READY_URL and NX_TASK_TARGET_* are there to
 * be read, NX_INVOCATION_ANCESTOR_PIDS and NX_TUI keep an nx inside of nx from loops and a second screen.
 */
const PRIVATE =
  /^NX_(READY_SIGNAL_\w+|TASK_HASH|TERMINAL_OUTPUT_PATH|TERMINAL_CAPTURE_STDERR|STREAM_OUTPUT|PREFIX_OUTPUT|FORKED_TASK_EXECUTOR|CLI_SET|ORIGINAL_FORCE_COLOR|PSEUDO_\w+|IPC_CHANNEL_ID)$/;

/**
 * The `.env` files that Nx loads for a task (24.0, getEnvPathsForTask), whether they are there or not: absolute, those
 * that win last. None where Nx is told to load none.
 */
export function listNxEnvFiles(task: TaskName, roots: Roots, env: NodeJS.ProcessEnv): readonly string[] {
  if (env['NX_LOAD_DOT_ENV_FILES'] === 'false') return [];
  const { target, configuration } = task;
  const words =
    configuration === undefined ? [target] : [`${target}.${configuration}`, configuration, target];
  const named = words.flatMap((word) => [
    `.env.${word}.local`,
    `.env.${word}`,
    `.${word}.local.env`,
    `.${word}.env`,
  ]);
  const names = [...named, '.env.local', '.local.env', '.env'];
  const folders = [...new Set([roots.projectRoot, roots.workspaceRoot])];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).reverse();
}

/**
 * What go reads for a build, of `go help environment` (1.26). Not what its runtime reads (GOGC, GODEBUG,
 * GOMAXPROCS, …), by which a program is meant.
 */
const OF_A_BUILD =
  /^(GO(111MODULE|AUTH|CACHE|CACHEPROG|ENV|EXPERIMENT|FIPS140|FLAGS|INSECURE|MODCACHE|NOPROXY|NOSUMDB|OS|PATH|PRIVATE|PROXY|ROOT|SUMDB|TOOLCHAIN|VCS|WORK|ARCH|386|AMD64|ARM|ARM64|MIPS|MIPS64|PPC64|RISCV64|WASM)|GO_EXTLINK_ENABLED|GCCGO|GCCGOTOOLDIR|CGO_\w+|CC|CXX|FC|AR|PKG_CONFIG(_\w+)?)$/;

/** The variables of the option `env` that go reads for a build: it gets them, too. */
export function chooseGoVariables(env: Readonly<Record<string, string | number | boolean>>): Environment {
  const ours = Object.entries(env).filter(([name]) => OF_A_BUILD.test(name));
  return Object.fromEntries(ours.map(([name, value]) => [name, String(value)]));
}

/**
 * What is to be told of env files that name what go reads for a build: files are read at each start of the program,
 * and go doesn't get them. Nothing where go has the same value from elsewhere, as by Nx from a project's `.env`.
 */
export function describeUnusedGoVariables(
  files: readonly string[],
  goEnv: Environment,
  readText: ReadText,
): readonly Problem[] {
  return files.flatMap((file) => {
    const unused = Object.entries(parse(readText(file) ?? '')).filter(
      ([name, value]) => OF_A_BUILD.test(name) && goEnv[name] !== value,
    );
    if (unused.length === 0) return [];
    const names = unused.map(([name]) => name).join(', ');
    return [
      {
        message: `envFile: ${names} of ${shorten(file, 400)} changes nothing of the build: go does not get it`,
        hint: 'Put what go is to get into the option env, or into the environment of nx.',
      },
    ];
  });
}

/**
 * What the program inherits: the executor's environment less Nx's private variables and less what Nx had
 * loaded from `nxFiles` or `files` at its start. The latter would win over the file's new values after an edit. Where
 * `colour` is off, Nx's FORCE_COLOR is taken out; where it is on, Go's programs are told by CLICOLOR_FORCE.
 */
export function inheritEnvironment(
  env: NodeJS.ProcessEnv,
  nxFiles: readonly string[],
  files: readonly string[],
  readText: ReadText,
  colour: boolean,
): Environment {
  const sets = [nxFiles, files].map((some) => parseFiles(some, readText).parsed);
  const all = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const whole = Object.fromEntries(all);
  const { FORCE_COLOR, ...rest } = Object.fromEntries(
    all.filter(
      ([name, value]) =>
        !PRIVATE.test(name) && !sets.some((parsed) => valueInFiles(name, parsed, whole) === value),
    ),
  );
  const isOff = FORCE_COLOR === '0' || FORCE_COLOR === 'false';
  if (!colour) return isOff ? { ...rest, FORCE_COLOR } : rest;
  return { CLICOLOR_FORCE: '1', ...rest, FORCE_COLOR: FORCE_COLOR ?? '1' };
}

/**
 * The environment of one start of the program, with the env files as they are now: those that Nx loads too, then
 * `envFiles`, then what was
 * inherited (as a shell's variables win over Nx's `.env`), then the `env` option. `$NAME` in a file stands for
 * what the program itself gets as NAME. Also gives the files that are missing.
 */
export function readProgramEnvironment(
  program: ProgramPlan,
  readText: ReadText,
): { readonly env: Environment; readonly missing: readonly string[] } {
  const { parsed: loaded } = parseFiles(program.nxEnvFiles, readText);
  const { parsed: own, missing } = parseFiles(program.envFiles, readText);
  const parsed = { ...loaded, ...own };
  const stronger = { ...program.inheritedEnv, ...program.env };
  return { env: { ...expandVariables(parsed, stronger), ...stronger }, missing };
}

/** What the variable is, by the files alone, in an environment that has all others. */
function valueInFiles(name: string, parsed: Environment, env: Environment): string | undefined {
  if (!Object.hasOwn(parsed, name)) return undefined;
  const others = Object.fromEntries(Object.entries(env).filter(([other]) => other !== name));
  return expandVariables(parsed, others)[name];
}

function parseFiles(files: readonly string[], readText: ReadText) {
  const parsed: Record<string, string> = {};
  const missing: string[] = [];
  for (const file of files) {
    const text = readText(file);
    if (text === undefined) missing.push(file);
    else Object.assign(parsed, parse(text));
  }
  return { parsed, missing };
}
