import { basename, dirname, join, resolve } from 'node:path';
import { type FileGlob, matchesFile, partsBelow, reachesInto } from './file-glob.ts';

/** More files that matter, and what a change of them asks for. */
export interface IncludedFiles {
  readonly glob: FileGlob;
  readonly action: FilePattern['action'];
}

/** Files that matter besides Go's own: embedded into the program, or named by the option `include`. */
export interface FilePattern {
  /** The directory, or file, below which everything lies that can match. Absolute. */
  readonly base: string;
  readonly action: 'generate' | 'rebuild' | 'restart';
  /** Why a match matters, for the line that tells. */
  readonly importedBy: readonly string[];
  /** Whether a directory at or below `base` can hold matches, itself or further below. */
  reachesInto(directory: string): boolean;
  matches(path: string): boolean;
}

/** What version control keeps for itself is never embedded (isBadEmbedName of cmd/go/internal/load). */
const NEVER_EMBEDDED = new Set(['.bzr', '.hg', '.git', '.svn']);

/**
 * A pattern of `//go:embed` in the package of this directory (pkg.go.dev/embed; resolveEmbed of cmd/go): a glob by
 * the rules of path.Match, in which `*` takes in names that begin with a dot. A directory that it matches stands for
 * all below it, less names that begin with a dot or an underscore, unless `all:` stands before the pattern. What
 * lies in another module is not embedded; `hasGoMod` tells whether a directory is the root of one.
 */
export function embedPattern(
  directory: string,
  pattern: string,
  importedBy: readonly string[],
  hasGoMod: (directory: string) => boolean,
): FilePattern {
  const all = pattern.startsWith('all:');
  const written = (all ? pattern.slice('all:'.length) : pattern).split('/');
  const firstGlob = written.findIndex((part) => /[*?[\\]/.test(part));
  const names = written.map(compileName);
  /** True for what the pattern matches, for what is embedded with a matched directory, and for those on the way. */
  const isOnTheWay = (parts: readonly string[] | undefined): parts is readonly string[] =>
    parts !== undefined &&
    parts.every((part, at) => names[at]?.test(part) ?? (all || !/^[._]/.test(part))) &&
    !parts.some((part) => NEVER_EMBEDDED.has(part));
  const isOwn = (parts: readonly string[]) =>
    parts.every((_, at) => !hasGoMod(resolve(directory, ...parts.slice(0, at + 1))));
  const within = (path: string) => partsBelow(directory, path);
  // The root of another module counts as reached: it is none any more without its go.mod.
  const reaches = (path: string) => {
    const parts = within(path);
    return isOnTheWay(parts) && isOwn(parts.slice(0, -1));
  };
  return {
    base: join(directory, ...(firstGlob < 0 ? written : written.slice(0, firstGlob))),
    action: 'rebuild',
    importedBy,
    reachesInto: reaches,
    matches(path) {
      // A go.mod that comes or goes changes what is embedded.
      if (basename(path) === 'go.mod' && dirname(path) !== directory) return reaches(dirname(path));
      return reaches(path) && (within(path)?.length ?? 0) >= names.length;
    },
  };
}

/** Never walked into for included files, unless named: their files come in thousands. */
const SKIPPED = new Set(['node_modules', '.git', '.nx']);

/** What editors and systems put beside a file: vim's swap, Emacs' lock and backup, macOS' folder settings. */
const BESIDE = /^\.#|^#.*#$|^\..*\.sw[a-p]$|~$|^\.DS_Store$/;

/** A glob of the option `include`. */
export function includePattern({ glob, action }: IncludedFiles): FilePattern {
  return {
    base: glob.base,
    action,
    importedBy: ['include'],
    reachesInto: (directory) =>
      reachesInto(glob, directory) && !partsBelow(glob.base, directory)?.some((part) => SKIPPED.has(part)),
    matches: (path) => matchesFile(glob, path) && (path === glob.base || !BESIDE.test(basename(path))),
  };
}

/** A name in a pattern of Go's path.Match, as a regular expression. What Go calls malformed matches nothing. */
function compileName(pattern: string): RegExp {
  const one = String.raw`(?:\\.|[^\\\]-])`;
  const items = new RegExp(String.raw`[*?]|\[\^?(?:${one}(?:-${one})?)+\]|\\.|[^[\\]`, 'gsu');
  const found = pattern.match(items) ?? [];
  if (found.join('') !== pattern) return NOTHING;
  const sources = found.map((item) => {
    if (item === '*') return '.*';
    if (item === '?') return '.';
    if (!/^\[./su.test(item)) return literal(item);
    const [, not = '', members = ''] = /^\[(\^?)(.*)\]$/su.exec(item) ?? [];
    return `[${not}${members.replaceAll(/\\.|[^-]/gsu, literal)}]`;
  });
  try {
    return new RegExp(`^${sources.join('')}$`, 'su');
  } catch {
    // A range whose end lies before its beginning.
    return NOTHING;
  }
}

const NOTHING = /(?!)/;

/** One character of Go's pattern, maybe behind a backslash, as it stands for itself in a regular expression. */
function literal(character: string): string {
  return character.replace(/^\\(?=.)/su, '').replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
}
