import { readFileSync, writeFileSync } from 'node:fs';
import { platformOf } from './platform.ts';

/** An entry of package-lock.json; only what is read here is named. */
export interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export interface Completed {
  readonly lockfile: Lockfile;
  /** The entries that were written, such as `node_modules/@nx/nx-darwin-x64`. */
  readonly added: readonly string[];
  /** Optional dependencies without an entry whose name or version range tells too little to write one. */
  readonly unknown: readonly string[];
}

/**
 * Adds an entry for each optional dependency that is named but has none. npm leaves out the packages that
 * its registry doesn't hold, and then `npm ci` refuses the lockfile, or macOS and Windows miss a binary.
 * Entries are ordered as npm orders them, so a complete lockfile comes back as it was.
 */
export function completeLockfile(lockfile: Lockfile): Completed {
  const packages: Record<string, LockEntry> = { ...lockfile.packages };
  const added: string[] = [];
  const unknown: string[] = [];
  for (const [location, dependent] of Object.entries(lockfile.packages)) {
    for (const [name, range] of Object.entries(dependent.optionalDependencies ?? {})) {
      const exact = /^[~^]?(\d+\.\d+\.\d+\S*)$/.exec(range);
      const version = exact?.[1];
      const wanted = exact?.[0] === version ? version : undefined;
      if (foldersOf(location).some((folder) => satisfies(packages[folder + name], wanted))) continue;
      const platform = platformOf(name);
      if (version === undefined || platform === null) {
        unknown.push(`${name}@${range}`);
        continue;
      }
      const top = `node_modules/${name}`;
      const place = packages[top] === undefined ? top : `${location}/node_modules/${name}`;
      packages[place] = missingEntry(version, dependent, platform);
      added.push(place);
    }
  }
  const ordered = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { lockfile: { ...lockfile, packages: Object.fromEntries(ordered) }, added, unknown };
}

/** Where Node looks for a dependency of the package at `location`, nearest first, each with a final slash. */
function foldersOf(location: string): string[] {
  const parts = location === '' ? [] : location.split('/node_modules/');
  const nested = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/`,
  );
  return [...nested, 'node_modules/'];
}

function satisfies(entry: LockEntry | undefined, exactVersion: string | undefined): boolean {
  return entry !== undefined && (exactVersion === undefined || entry.version === exactVersion);
}

/** The keys are in npm's order. There is no integrity: nothing was downloaded that it could be made from. */
function missingEntry(
  version: string,
  dependent: LockEntry,
  platform: ReturnType<typeof platformOf>,
): LockEntry {
  const { license, dev, devOptional, peer } = dependent;
  const fields = { ...platform, license, dev, devOptional, peer, optional: true };
  const ordered = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { version, ...Object.fromEntries(ordered) };
}

if (import.meta.main) {
  const file = new URL('../package-lock.json', import.meta.url);
  const { lockfile, added, unknown } = completeLockfile(JSON.parse(readFileSync(file, 'utf8')) as Lockfile);
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  for (const place of added) console.log(`added ${place}`);
  for (const dependency of unknown) console.error(`don't know the platform or the version of ${dependency}`);
  if (unknown.length > 0) process.exitCode = 1;
}
