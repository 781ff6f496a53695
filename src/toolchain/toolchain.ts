import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Environment } from '../plan/plan.ts';
import { failure, success, type Result } from '../plan/problem.ts';
import { findNewest } from './download.ts';
import { findInUsualPlaces, findOnPath, putGoFirst, type FoundGo } from './find.ts';
import { parseGoProxy } from './go-proxies.ts';
import {
  findToolchainCache,
  nameHost,
  readGoSettings,
  type GoSettings,
  type Machine,
} from './go-settings.ts';
import { installToolchain, isWhole, placeOf, type InstallDeps, type Progress } from './install.ts';
import { compareVersions, parseWanted, readWanted, satisfies, type Wanted } from './version.ts';

/** A go command, and the environment in which all that is started finds it first. */
export interface Go {
  /** `go` where it is the first on PATH anyway, else absolute. */
  readonly binary: string;
  readonly env: Environment;
}

/** What a person is told while a toolchain is fetched. */
export type Fetching =
  | { readonly kind: 'fetching'; readonly what: string; readonly into: string; readonly progress: Progress }
  | { readonly kind: 'fetched'; readonly what: string; readonly into: string };

export interface ToolchainDeps extends Omit<InstallDeps, 'report'> {
  readonly machine: Machine;
  /** Where else than on PATH a go command may be; see {@link listUsualPlaces}. */
  readonly places: readonly string[];
  /** Whether a go command can be started in a folder: a shim without a version for it can't. */
  readonly answers: (binary: string, directory: string, env: Environment) => Promise<boolean>;
  readonly report: (fetching: Fetching) => void;
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
    const exact = found === undefined ? await fetchGo(wanted, settings, deps, signal) : success(found);
    if (!exact.ok) return exact;
    const { binary, version = '' } = exact.value;
    // Else go would change to what go.mod asks for.
    return success(place(binary, { ...machine.env, GOTOOLCHAIN: `go${version}` }, machine));
  }
  const wanted = () => readWanted({ directory, ...settings }, machine.readText);
  const suits = async ({ binary, version }: FoundGo) => {
    if (version === undefined) return deps.answers(binary, directory, machine.env);
    if (asked === 'system' || compareVersions(version, SWITCHES) >= 0) return true;
    return compareVersions(wanted().version, SWITCHES) < 0;
  };
  const onPath = await findOnPath(machine);
  if (onPath && (await suits(onPath))) return success({ binary: 'go', env: machine.env });
  for (const one of await findInUsualPlaces(machine, deps.places)) {
    if (one.binary !== onPath?.binary && (await suits(one)))
      return success(place(one.binary, machine.env, machine));
  }
  if (asked === 'system') {
    const hint = 'Install Go from go.dev/dl and see that it is on PATH, set goBinary, or let go be "auto".';
    return failure('go: there is no go command on PATH, nor where it is usually installed', hint);
  }
  const fetched = await fetchGo(wanted(), settings, deps, signal);
  return fetched.ok ? success(place(fetched.value.binary, machine.env, machine)) : fetched;
}

function place(binary: string, env: Environment, { platform }: Machine): Go {
  return { binary, env: putGoFirst(env, dirname(binary), platform) };
}

/** A toolchain from the module cache, or of those that were fetched; else a new one. */
async function fetchGo(
  wanted: Wanted,
  settings: GoSettings,
  deps: ToolchainDeps,
  signal: AbortSignal,
): Promise<Result<FoundGo>> {
  const { machine } = deps;
  const host = nameHost(machine);
  const name = machine.platform === 'win32' ? 'bin/go.exe' : 'bin/go';
  const toGo = (goroot: string, version: string): FoundGo => ({ binary: join(goroot, name), version });
  const cache = findToolchainCache(machine);
  const kept = [
    ...(await listToolchains(settings.modCache && join(settings.modCache, 'golang.org'), host)),
    ...(await listToolchains(cache, host)),
  ];
  const fitting = kept.filter(({ version }) => satisfies(version, wanted));
  fitting.sort((one, other) => compareVersions(other.version, one.version));
  for (const { goroot, version } of fitting) {
    if (await isWhole(goroot, host)) return success(toGo(goroot, version));
  }
  if (cache === undefined) {
    const hint = 'Let HOME name a folder that can be written, or install Go from go.dev/dl.';
    return failure('there is no go command, and no home folder to fetch one into', hint);
  }
  const { goproxy, gosumdb } = settings;
  const proxies = parseGoProxy(goproxy);
  if (!proxies.ok) return proxies;
  const newest = await findNewest(wanted, host, proxies.value, deps.get, signal);
  if (!newest.ok) return newest;
  const version = newest.value;
  const what = `go${version}`;
  const into = placeOf({ version, host, cache });
  const report = (progress: Progress) => deps.report({ kind: 'fetching', what, into, progress });
  const installed = await installToolchain(
    { version, host, cache, goproxy, gosumdb },
    { ...deps, report },
    signal,
  );
  if (!installed.ok) return installed;
  deps.report({ kind: 'fetched', what, into });
  return success(toGo(installed.value, version));
}

/** Toolchains by go's name for them in the module cache, or ours among those that were fetched. */
async function listToolchains(folder: string | undefined, host: string) {
  const names = folder === undefined ? [] : await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const [, version, system] = /^(?:toolchain@v0\.0\.1-)?go([\w.]+)\.(\w+-\w+)$/.exec(name) ?? [];
    return version !== undefined && system === host
      ? [{ goroot: join(folder as string, name), version }]
      : [];
  });
}
