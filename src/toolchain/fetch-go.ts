import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '../problem.ts';
import type { Environment } from '../process/child.ts';
import { describeSystem } from '../process/system.ts';
import { findNewest } from './download.ts';
import type { FoundGo } from './find.ts';
import { parseGoProxy } from './go-proxies.ts';
import { findToolchainCache, type GoSettings, type Machine, nameHost } from './go-settings.ts';
import { type InstallDeps, installToolchain, isWhole, placeOf, type Progress } from './install.ts';
import { compareVersions, satisfies, type Wanted } from './version.ts';

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

/** A toolchain from the module cache, or of those that were fetched; else a new one. */
export async function fetchGo(
  wanted: Wanted,
  settings: GoSettings,
  deps: ToolchainDeps,
  signal: AbortSignal,
): Promise<Result<FoundGo>> {
  const { machine } = deps;
  const host = nameHost(machine);
  const name = `bin/go${describeSystem(machine.platform).programEnding}`;
  const toGo = (goroot: string, version: string): FoundGo => ({ binary: join(goroot, name), version });
  const cache = findToolchainCache(machine);
  const kept = await findKept(wanted, settings, machine);
  if (kept) return success(toGo(kept.goroot, kept.version));
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

/** The newest whole toolchain that is wanted, of the module cache and of those that were fetched. */
async function findKept(wanted: Wanted, settings: GoSettings, machine: Machine) {
  const host = nameHost(machine);
  const kept = [
    ...(await listToolchains(settings.modCache && join(settings.modCache, 'golang.org'), host)),
    ...(await listToolchains(findToolchainCache(machine), host)),
  ];
  const fitting = kept.filter(({ version }) => satisfies(version, wanted));
  fitting.sort((one, other) => compareVersions(other.version, one.version));
  for (const one of fitting) if (await isWhole(one.goroot, host)) return one;
  return undefined;
}

/** The version that fetching would give; undefined where that can't be known. Nothing is fetched. */
export async function findFetchable(
  wanted: Wanted,
  settings: GoSettings,
  { machine, get }: Pick<ToolchainDeps, 'machine' | 'get'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const kept = await findKept(wanted, settings, machine);
  if (kept) return kept.version;
  const proxies = parseGoProxy(settings.goproxy);
  if (!proxies.ok) return undefined;
  const newest = await findNewest(wanted, nameHost(machine), proxies.value, get, signal);
  return newest.ok ? newest.value : undefined;
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
