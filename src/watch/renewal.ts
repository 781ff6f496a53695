import { join } from 'node:path';
import { findUpwards } from '../files/disk.ts';
import { type GoPackage, listPackages } from '../golang/go-list.ts';
import { findLocalModules } from '../golang/local-modules.ts';
import { parseOverlay } from '../golang/overlay.ts';
import type { Plan } from '../plan/plan.ts';
import type { GeneratedSources, Listing, WatchDeps } from './following.ts';
import { makeWatchSet } from './watch-set.ts';

/** The listing before go has been asked: main's own directory and the plan's files. */
export function firstListing(plan: Plan): Listing {
  const set = makeWatchSet({ plan, packages: [], modules: [], generatorDirectories: [] });
  return { packages: [], set, current: false };
}

/**
 * Asks go anew what the program is made of. What go can't say while a file or go.mod is broken is kept from
 * the last listing. Aborting ends the go command.
 */
export async function renewListing(
  plan: Plan,
  last: Listing,
  generated: GeneratedSources | null,
  deps: Pick<WatchDeps, 'startChild' | 'readText' | 'directories'>,
  signal: AbortSignal,
): Promise<Listing> {
  const listed = await listPackages(plan.go, deps.startChild, signal);
  const packages = listed.ok ? complete(listed.value, last.packages) : last.packages;
  const mains = packages.flatMap(({ Module }) => (Module?.Main && Module.Dir ? [Module.Dir] : []));
  // It may have come after the plan was made.
  const found = plan.go.env['GOWORK'] === 'off' ? undefined : findUpwards(plan.go.cwd, 'go.work');
  const workFile = plan.go.workFile ?? found;
  const modules = findLocalModules(plan.go.cwd, workFile, [...new Set(mains)], deps.readText);
  const { overlay: overlayFile, cwd } = plan.go;
  const overlay = parseOverlay(overlayFile === undefined ? '' : (deps.readText(overlayFile) ?? ''), cwd);
  const hasGoMod = (directory: string) =>
    deps.directories.listFiles(directory).includes(join(directory, 'go.mod'));
  const set = makeWatchSet({
    plan,
    packages,
    modules,
    generatorDirectories: (await generated?.directories()) ?? [],
    generatorPatterns: generated?.patterns() ?? [],
    overlay,
    hasGoMod,
  });
  return { packages, set, current: listed.ok };
}

/** Packages behind a file that can't be parsed vanish from go's answer: the older ones stand in for them. */
function complete(newer: readonly GoPackage[], older: readonly GoPackage[]): readonly GoPackage[] {
  if (!newer.some((one) => one.Error)) return newer;
  const paths = new Set(newer.map((one) => one.ImportPath));
  const kept = older.filter((one) => !paths.has(one.ImportPath));
  return [...kept.map((one) => ({ ...one, DepOnly: true })), ...newer];
}
