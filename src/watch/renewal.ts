import type { ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { StartChild } from '../supervise/child.ts';
import { listPackages, type GoPackage } from './go-list.ts';
import { findLocalModules } from './local-modules.ts';
import { makeWatchSet, type WatchSet } from './watch-set.ts';

/** A watch set with the packages that it was made from. */
export interface Listing {
  readonly packages: readonly GoPackage[];
  readonly set: WatchSet;
  /** False where go could say nothing, so that the packages are those of an earlier listing. */
  readonly current: boolean;
}

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
  generatorDirectories: () => Promise<readonly string[]>,
  ports: { readonly startChild: StartChild; readonly readText: ReadText },
  signal: AbortSignal,
): Promise<Listing> {
  const listed = await listPackages(plan.go, ports.startChild, signal);
  const packages = listed.ok ? complete(listed.value, last.packages) : last.packages;
  const mains = packages.flatMap(({ Module }) => (Module?.Main && Module.Dir ? [Module.Dir] : []));
  const modules = findLocalModules(plan.go.cwd, plan.go.workFile, [...new Set(mains)], ports.readText);
  const set = makeWatchSet({ plan, packages, modules, generatorDirectories: await generatorDirectories() });
  return { packages, set, current: listed.ok };
}

/** Packages behind a file that can't be parsed vanish from go's answer: the older ones stand in for them. */
function complete(newer: readonly GoPackage[], older: readonly GoPackage[]): readonly GoPackage[] {
  if (!newer.some((one) => one.Error)) return newer;
  const paths = new Set(newer.map((one) => one.ImportPath));
  const kept = older.filter((one) => !paths.has(one.ImportPath));
  return [...kept.map((one) => ({ ...one, DepOnly: true })), ...newer];
}
