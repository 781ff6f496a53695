import { hash } from 'node:crypto';
import type { ContentFiles, FileStatus } from '../files/disk.ts';
import { outline } from '../golang/outline.ts';

/** What a file holds, as far as it decides whether to build. */
interface Content {
  readonly digest: string;
  /** The part of a Go file that decides which other files belong to the program. */
  readonly outline: string;
  /** ctime (epoch ms) of the recorded version. */
  readonly ctimeMs: number;
}

/** How a file compares with what was last known of it. */
export type Comparison =
  /** Not written since it was last looked at, or since a build read it. */
  | 'untouched'
  /** Written, with the same bytes as the ones that are remembered. */
  | 'same'
  /** Other bytes, but the same imports, embeds and constraints. */
  | 'edited'
  /** A new, removed or unknown file, or one whose imports, embeds or constraints changed. */
  | 'reshaped';

/** Larger files are not hashed: they always count as changed. Bytes. */
const HASH_LIMIT = 8 * 1024 * 1024;
/** File times come from a clock that ticks every few ms, so they may lie a little before the real time. */
const CLOCK_TICK = 20;

/**
 * Remembers what files held when a build read them. An event is a hint: a touch, a save without an edit and
 * a file's own metadata all cause one.
 */
export interface ContentMemory {
  /** Compares a file with what is remembered, and remembers what it holds now. */
  compare(path: string): Comparison;
  /**
   * Remembers what an untouched file holds: one that did not change since `since` (epoch ms). False where it did, or is
   * not known to be older: then nothing is remembered anew.
   */
  learn(path: string, since: number): boolean;
  /** What is remembered. */
  paths(): Iterable<string>;
  /** True where the file changed at `since` (epoch ms) or later, or is not known to be older. */
  isNewerThan(path: string, since: number): boolean;
}

export function createContentMemory(files: ContentFiles): ContentMemory {
  const known = new Map<string, Content>();
  const isNotOlder = ({ ctimeMs }: FileStatus, since: number) => ctimeMs >= since - CLOCK_TICK;
  const isNewerThan = (path: string, since: number) => {
    const status = files.status(path);
    return status !== undefined && isNotOlder(status, since);
  };
  const look = (path: string): Content | undefined => {
    const status = files.status(path);
    if (status === undefined || status.size > HASH_LIMIT) return undefined;
    const bytes = files.read(path);
    if (bytes === undefined) return undefined;
    return {
      digest: hash('sha1', bytes),
      outline: path.endsWith('.go') ? outline(bytes.toString()) : '',
      ctimeMs: status.ctimeMs,
    };
  };
  return {
    isNewerThan,
    compare(path) {
      const before = known.get(path);
      const now = look(path);
      if (before !== undefined && before.digest === now?.digest) {
        known.set(path, now);
        return before.ctimeMs === now.ctimeMs ? 'untouched' : 'same';
      }
      if (now === undefined) known.delete(path);
      else known.set(path, now);
      if (before === undefined || now === undefined) return 'reshaped';
      return before.outline === now.outline && path.endsWith('.go') ? 'edited' : 'reshaped';
    },
    learn(path, since) {
      const status = files.status(path);
      if (status && isNotOlder(status, since)) return false;
      // What was told of it before may be another state than the one that the build has read: events come late.
      if (status && known.get(path)?.ctimeMs === status.ctimeMs) return true;
      known.delete(path);
      const content = look(path);
      // Once more: it may have changed while it was read.
      if (content !== undefined && !isNewerThan(path, since)) known.set(path, content);
      return true;
    },
    paths: () => known.keys(),
  };
}
