import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isBuilt, tagsOfBuild } from '../golang/build-constraint.ts';
import { findPackageClause } from '../golang/go-head.ts';
import type { Files } from '../golang/passed-over.ts';
import type { KeptFacts } from './kept-facts.ts';
import { readListening, type Listening } from './listening.ts';

/** A main package. */
export interface Program extends Listening {
  /** Its folder, from the workspace's root. */
  readonly folder: string;
}

/** The Go files of one folder, from the workspace's root, less tests. */
export interface GoFolder {
  readonly folder: string;
  readonly files: readonly string[];
}

/** The same on each machine: a program for another system is one, and one that needs a tag is none. */
const TAGS = tagsOfBuild();

/**
 * What a folder's program is; undefined where its package isn't main. One file tells the package's name, the first
 * that a build takes and whose clause can be read; only a main package is read whole. It stays one while its code is
 * broken, also without a `func main`: whoever edits it wants it served. Where no clause can be read (a merge's
 * conflict), a `func main` tells. Facts are kept by the content of what is read.
 */
export function findProgram(
  { folder, files }: GoFolder,
  { read }: Files,
  facts: KeptFacts<Listening>,
): Program | undefined {
  const ordered = [...files].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const sources: string[] = [];
  let isMain = false;
  for (const file of ordered) {
    const source = read(file);
    if (source === undefined || isBuilt(posix.basename(file), source, TAGS) === false) continue;
    const name = findPackageClause(source);
    if (name !== undefined && name !== 'main' && !isMain) return undefined;
    isMain ||= name === 'main';
    sources.push(source);
  }
  if (!isMain && !sources.some((source) => /^func main\b/m.test(source))) return undefined;
  const key = createHash('sha1').update(sources.join('\0')).digest('base64');
  return { folder, ...facts.get(key, () => readListening(sources)) };
}

/** `main.go` first: where it is there, it is the file that tells. */
function rank(file: string): number {
  return posix.basename(file) === 'main.go' ? 0 : 1;
}
