import { dirname } from 'node:path';
import { failure, type Result, success } from '../problem.ts';
import type { Environment } from '../process/child.ts';
import type { ToolchainDeps } from './fetch-go.ts';
import { findInUsualPlaces, findOnPath, type FoundGo, putGoFirst } from './find.ts';
import { type Machine, readGoSettings } from './go-settings.ts';
import { compareVersions, parseWanted, readWanted, satisfies, type Wanted } from './version.ts';

/** A go command. */
export interface Go {
  /** `go` where it is the first on PATH anyway, else absolute. */
  readonly binary: string;
  /** Makes an environment one in which all that is started finds this go first. */
  readonly adapt: (env: Environment) => Environment;
}

/** A go command as the environment has it. */
export function goAsIs(binary: string): Go {
  return { binary, adapt: (env) => env };
}

/** What is asked for. */
export interface GoRequest {
  /** The option `go`: `auto` takes what is there, `system` never fetches, a version is taken whatever is there. */
  readonly asked: string;
  /** Where go commands will run, absolute. */
  readonly directory: string;
}

/** The first Go that changes to the version that a module asks for by itself. */
const SWITCHES = '1.21';

/**
 * Finds the go command that is asked for: on PATH, in the usual places, in the module cache, or among those that were
 * fetched; else fetches it. Never rejects. An aborted one is a failure.
 */
export async function provideGo(
  { asked, directory }: GoRequest,
  deps: ToolchainDeps,
  signal: AbortSignal,
): Promise<Result<Go>> {
  const { machine } = deps;
  const settings = readGoSettings(machine);
  if (asked !== 'auto' && asked !== 'system') {
    const wanted = parseWanted(asked);
    if (wanted === undefined)
      return failure(`go: ${asked} is no version of Go`, 'It is auto, system, or like 1.26.8.');
    const found = [await findOnPath(machine), ...(await findInUsualPlaces(machine, deps.places))].find(
      (go) => go?.version !== undefined && satisfies(go.version, wanted),
    );
    const exact =
      found === undefined ? await (await loadFetching())(wanted, settings, deps, signal) : success(found);
    if (!exact.ok) return exact;
    const { binary, version = '' } = exact.value;
    // Else go would change to what go.mod asks for.
    return success(place(binary, machine, { GOTOOLCHAIN: `go${version}` }));
  }
  const wanted = () => readWanted({ directory, ...settings }, machine.readText);
  const installed = await findInstalled(asked === 'auto' ? wanted : undefined, directory, deps);
  if (installed) return success(installed.isFirst ? goAsIs('go') : place(installed.go.binary, machine));
  if (asked === 'system') {
    const hint = 'Install Go from go.dev/dl and see that it is on PATH, set goBinary, or let go be "auto".';
    return failure('go: there is no go command on PATH, nor where it is usually installed', hint);
  }
  const fetched = await (await loadFetching())(wanted(), settings, deps, signal);
  return fetched.ok ? success(place(fetched.value.binary, machine)) : fetched;
}

/** A go command that is there, and whether it is the one on PATH. */
interface Installed {
  readonly go: FoundGo;
  readonly isFirst: boolean;
}

/**
 * The first go command on PATH or in the usual places that starts in a folder, and that changes by itself to what is
 * `wanted` there if that needs a newer one; undefined: any will do.
 */
export async function findInstalled(
  wanted: (() => Wanted) | undefined,
  directory: string,
  { machine, places, answers }: Pick<ToolchainDeps, 'machine' | 'places' | 'answers'>,
): Promise<Installed | undefined> {
  const suits = async ({ binary, version }: FoundGo) => {
    if (version === undefined) return answers(binary, directory, machine.env);
    if (wanted === undefined || compareVersions(version, SWITCHES) >= 0) return true;
    return compareVersions(wanted().version, SWITCHES) < 0;
  };
  const onPath = await findOnPath(machine);
  if (onPath && (await suits(onPath))) return { go: onPath, isFirst: true };
  for (const go of await findInUsualPlaces(machine, places)) {
    if (go.binary !== onPath?.binary && (await suits(go))) return { go, isFirst: false };
  }
  return undefined;
}

/** Nothing of it is needed where there is a go. */
async function loadFetching() {
  return (await import('./fetch-go.ts')).fetchGo;
}

function place(binary: string, { platform }: Machine, more: Environment = {}): Go {
  return { binary, adapt: (env) => ({ ...putGoFirst(env, dirname(binary), platform), ...more }) };
}
