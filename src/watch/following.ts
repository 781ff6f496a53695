import type { ReadText } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';
import type { Change, RunEvent } from '../progress/run-event.ts';
import type { StartChild } from '../supervise/child.ts';
import type { ContentMemory } from './content.ts';
import type { FileEvents } from './file-events.ts';
import type { FilePattern } from './file-pattern.ts';
import { earliestSince, type Clocks, type Moment } from './moment.ts';
import { judge } from './relevance.ts';
import type { Listing } from './renewal.ts';
import type { Directories } from './watched-directories.ts';

/** The last build, and so whether equal content means that nothing has to be built. */
export interface Build {
  readonly kind: 'running' | 'good' | 'failed';
  readonly startedAt: Moment;
}

/** What a generator adds to the watch set, and takes out of it. */
export interface GeneratedSources {
  directories(): Promise<readonly string[]>;
  isOwnOutput(path: string): Promise<boolean>;
  /** True for a file that only the generator reads. */
  concerns(path: string): boolean;
  /** Other files that it reads or has written. */
  patterns(): readonly FilePattern[];
}

export interface WatchPorts extends Clocks {
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
  readonly ports: WatchPorts;
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
export function isNewerThanBuild({ ports, build }: Following, path: string): boolean {
  return ports.content.isNewerThan(path, earliestSince(build.startedAt, ports));
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

/** False for what the generator itself has written. */
export async function isForeign({ generated }: Following, path: string): Promise<boolean> {
  return !(await generated?.isOwnOutput(path));
}
