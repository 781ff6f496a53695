import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { readGoHead } from '../watch/go-head.ts';
import type { KeptFacts } from './kept-facts.ts';
import { readListening, type Listening } from './listening.ts';
import type { ReadWorkspaceFile } from './workspace-file.ts';

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

/** A file that is built alone, or never, and so says nothing about its folder's package. */
const ALONE = /^\/\/(?:go:build|\s*\+build) (?:ignore|tools)\s*$/m;

/**
 * What a folder's program is; undefined where its package isn't main or has no `func main`. One file tells the
 * package's name; only a main package is read whole. Facts are kept by the content of what is read.
 */
export function findProgram(
  { folder, files }: GoFolder,
  read: ReadWorkspaceFile,
  facts: KeptFacts<Listening>,
): Program | undefined {
  const ordered = [...files].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const sources: string[] = [];
  for (const file of ordered) {
    const source = read(file);
    if (source === undefined || ALONE.test(source)) continue;
    if (sources.length === 0 && readGoHead(source)?.packageName !== 'main') return undefined;
    sources.push(source);
  }
  if (!sources.some((source) => /^func main\(\s*\)/m.test(source))) return undefined;
  const key = createHash('sha1').update(sources.join('\0')).digest('base64');
  return { folder, ...facts.get(key, () => readListening(sources)) };
}

/** `main.go` first: where it is there, it is the file that tells. */
function rank(file: string): number {
  return posix.basename(file) === 'main.go' ? 0 : 1;
}
