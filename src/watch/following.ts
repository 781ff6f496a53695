import { basename, dirname } from 'node:path';
import type { Change, RunEvent } from '../events/run-event.ts';
import type { Directories, ReadText } from '../files/disk.ts';
import { type FileGlob, matchesFile } from '../files/file-glob.ts';
import type { FilePattern } from '../files/file-pattern.ts';
import { type Clocks, earliestSince, type Moment } from '../files/moment.ts';
import type { GoPackage } from '../golang/go-list.ts';
import type { Plan } from '../plan/plan.ts';
import type { StartChild } from '../process/child.ts';
import type { ContentMemory } from './content.ts';
import type { FileEvents } from './file-events.ts';
import type { WatchSet } from './watch-set.ts';

/** A watch set with the packages that it was made from. */
export interface Listing {
  readonly packages: readonly GoPackage[];
  readonly set: WatchSet;
  /** False where go could say nothing, so that the packages are those of an earlier listing. */
  readonly current: boolean;
}

/** The last build, and so whether equal content means that nothing has to be built. */
export interface Build {
  readonly kind: 'running' | 'good' | 'failed';
  readonly startedAt: Moment;
}

/** What a generator adds to the watch set, and takes out of it. */
export interface GeneratedSources {
  directories(): Promise<readonly string[]>;
  /** True for a file that it has written as it is, and for a folder in which only it has written or removed something. */
  isOwnOutput(path: string): Promise<boolean>;
  /** True for a file that only the generator reads. */
  concerns(path: string): boolean;
  /** Other files that it reads or has written. */
  patterns(): readonly FilePattern[];
}

export interface WatchDeps extends Clocks {
  readonly startChild: StartChild;
  readonly fileEvents: FileEvents;
  readonly content: ContentMemory;
  readonly directories: Directories;
  readonly readText: ReadText;
}

/** What is known while the program's files are followed; the steps beside this file read and renew it. */
export interface Following {
  readonly plan: Plan;
  readonly generated: GeneratedSources | null;
  readonly deps: WatchDeps;
  build: Build;
  listing: Listing;
  /** Something happened that could change which files the program is made of. */
  reshaped: boolean;
  /** Directories that were told to be missing: one that go can do without costs one build, not many. */
  toldMissing: ReadonlySet<string>;
  /** Whether a glob of `include` that names no file has got its word. */
  unmatched: 'to-tell' | 'told';
  /** Passes on a change that no event has told of. */
  readonly tell: (change: Change) => void;
  readonly report: (event: RunEvent) => void;
}

/** True where a file changed since the last build began, or is not known to be older. */
export function isNewerThanBuild({ deps, build }: Following, path: string): boolean {
  return deps.content.isNewerThan(path, earliestSince(build.startedAt, deps));
}

/** Why a file matters as things stand, or undefined where it does not. */
export function judgeFile(
  following: Following,
  path: string,
  kind: Change['kind'] = 'written',
): Change | undefined {
  const { listing, plan, generated } = following;
  return judge(path, kind, listing.set, plan.watch.ignore, generated);
}

/** False for a file or folder that is as the generator has left it. */
export async function isForeign({ generated }: Following, path: string): Promise<boolean> {
  return !(await generated?.isOwnOutput(path));
}

/** Extensions that `go build` compiles besides Go itself (`go help filetype`). */
const COMPILED = /\.(c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx|syso)$/;

/** A file that go could take into a package: not a test, not hidden from it by a leading `.` or `_`. */
export function isSource(path: string): boolean {
  const name = basename(path);
  if (/^[._]/.test(name)) return false;
  return name.endsWith('.go') ? !name.endsWith('_test.go') : COMPILED.test(name);
}

/** Why a changed file matters to the program, or undefined where it does not. Pure. */
export function judge(
  path: string,
  kind: Change['kind'],
  set: WatchSet,
  ignore: readonly FileGlob[],
  generator: { concerns(path: string): boolean } | null = null,
): Change | undefined {
  if (ignore.some((glob) => matchesFile(glob, path))) return undefined;
  const file = set.files.get(path);
  if (file) return { path, kind, ...file };
  const directory = dirname(path);
  const owner = set.packages.get(directory);
  if (isSource(path) && owner && (owner.only?.has(path) ?? true)) {
    return { path, kind, action: 'rebuild', importedBy: owner.importedBy };
  }
  if (isSource(path) && set.awaited.has(directory)) return { path, kind, action: 'rebuild', importedBy: [] };
  const pattern = set.patterns.find((one) => one.matches(path));
  if (pattern) return { path, kind, action: pattern.action, importedBy: pattern.importedBy };
  return generator?.concerns(path) ? { path, kind, action: 'generate', importedBy: ['swagger'] } : undefined;
}
