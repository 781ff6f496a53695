import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FileGlob } from '../files/file-glob.ts';
import type { FileSet } from '../plan/plan.ts';
import type { FileText, ReadFileText } from './file-text.ts';
import { includePattern, type FilePattern } from '../files/file-pattern.ts';

/** The files of a step, as the watch and its key both see them. Paths are absolute. */
export interface StepFiles {
  matches(path: string): boolean;
  /** True for a glob that names one file, so that it is expected to be there. */
  readonly exact: readonly string[];
  readonly patterns: readonly FilePattern[];
}

/** Makes it of a set; answers are remembered, since one of Node's globs takes 30 µs. */
export function createStepFiles({ named, except }: FileSet): StepFiles {
  const toPattern = (glob: FileGlob): FilePattern => {
    const pattern = includePattern({ glob, action: 'generate' });
    const reached = new Map<string, boolean>();
    const reachesInto = (folder: string) => {
      const answer = reached.get(folder) ?? pattern.reachesInto(folder);
      reached.set(folder, answer);
      return answer;
    };
    return { ...pattern, reachesInto };
  };
  const patterns = named.map(toPattern);
  const excluded = except.map(toPattern);
  const known = new Map<string, boolean>();
  const matches = (path: string) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const answer = patterns.some((one) => one.matches(path)) && !excluded.some((one) => one.matches(path));
    known.set(path, answer);
    return answer;
  };
  const exact = named.filter(({ pattern }) => pattern === '').map(({ base }) => base);
  return { matches, exact, patterns };
}

/** What folders and files hold, each looked at once until it is forgotten. Never rejects. */
export interface Listings {
  list(folder: string): readonly Dirent[];
  /** The reader, asked once for each path. */
  remember(read: ReadFileText): ReadFileText;
  forget(): void;
}

/** Makes it with nothing read. */
export function createListings(): Listings {
  const known = new Map<string, readonly Dirent[]>();
  const texts: Map<string, Promise<FileText>>[] = [];
  return {
    remember(read) {
      const seen = new Map<string, Promise<FileText>>();
      texts.push(seen);
      return (path) => {
        const text = seen.get(path) ?? read(path);
        seen.set(path, text);
        return text;
      };
    },
    list(folder) {
      const read = known.get(folder) ?? readFolder(folder);
      known.set(folder, read);
      return read;
    },
    forget() {
      known.clear();
      for (const seen of texts) seen.clear();
    },
  };
}

function readFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The existing files, sorted, absolute. Links to folders are not followed. Never throws. */
export function listFiles(files: StepFiles, listings: Listings): readonly string[] {
  const found = new Set<string>();
  const visit = (folder: string, pattern: FilePattern) => {
    for (const entry of listings.list(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (pattern.reachesInto(path)) visit(path, pattern);
      } else if (files.matches(path)) found.add(path);
    }
  };
  for (const pattern of files.patterns) {
    const base = statSync(pattern.base, { throwIfNoEntry: false });
    if (base?.isDirectory()) visit(pattern.base, pattern);
    else if (base && files.matches(pattern.base)) found.add(pattern.base);
  }
  return [...found].sort();
}
