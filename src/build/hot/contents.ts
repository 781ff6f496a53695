import { hash } from 'node:crypto';

/** What the hot path reads of the file system. Nothing throws. */
export interface SourceFiles {
  /** The text of a file, or undefined where it can't be read. */
  readonly readText: (path: string) => string | undefined;
  /** What changes whenever a file is written or replaced; undefined where there is no such file. */
  readonly stamp: (path: string) => { readonly text: string; readonly ctimeMs: number } | undefined;
}

/** What changes whenever a file is written or replaced, by path. */
export type Stamps = ReadonlyMap<string, string>;

/**
 * What the objects were made of: a digest of each source's text, by path. A source of which that is not beyond
 * doubt is missing, and is compiled anew.
 */
export type Contents = ReadonlyMap<string, string>;

/** File times come from a clock that ticks every few ms, so two saves may bear the same one. */
export const CLOCK_TICK = 20;

/** A digest of a source's text; undefined where other bytes would give the same text. */
export function digestText(text: string): string | undefined {
  return text.includes('\uFFFD') ? undefined : hash('sha1', text);
}

export interface ReadSources {
  /** Those that the compiler has read. */
  readonly paths: Iterable<string>;
  /** The digests of those whose text was read before it. */
  readonly digests: ReadonlyMap<string, string | undefined>;
  /** What they were before anything read them. */
  readonly stamps: Stamps;
  /** The earliest time that a file can bear which was written since then, in epoch ms. */
  readonly began: number;
}

/** After a compilation: what it has read, of which a source is forgotten that may have changed under way. */
export function learnContents(before: Contents, read: ReadSources, files: SourceFiles): Contents {
  const contents = new Map(before);
  for (const path of read.paths) {
    const digest = read.digests.has(path) ? read.digests.get(path) : before.get(path);
    const stamp = files.stamp(path);
    const isSettled =
      stamp?.text === read.stamps.get(path) && (stamp?.ctimeMs ?? Infinity) < read.began - CLOCK_TICK;
    if (isSettled && digest !== undefined) contents.set(path, digest);
    else contents.delete(path);
  }
  return contents;
}
