import { basename, dirname, isAbsolute, join, matchesGlob, relative, sep } from 'node:path';

/** Files that matter besides Go's own: embedded into the program, or named by the option `include`. */
export interface FilePattern {
  /** The directory, or file, below which everything lies that can match. Absolute. */
  readonly base: string;
  /** Whether directories below `base` can hold matches. */
  readonly deep: boolean;
  readonly action: 'rebuild' | 'restart';
  /** Why a match matters, for the line that tells. */
  readonly importedBy: readonly string[];
  matches(path: string): boolean;
}

/**
 * A pattern of `//go:embed` (pkg.go.dev/embed): a file, a directory with all below it (less names that begin
 * with a dot or an underscore, unless `all:` stands before it), or a glob of such.
 */
export function embedPattern(directory: string, pattern: string, importedBy: readonly string[]): FilePattern {
  const all = pattern.startsWith('all:');
  const glob = join(directory, all ? pattern.slice('all:'.length) : pattern);
  const base = staticBase(glob);
  return {
    base,
    deep: true,
    action: 'rebuild',
    importedBy,
    matches(path) {
      const matched = [path, ...parents(path, base)].find((one) => one === glob || matchesGlob(one, glob));
      if (matched === undefined) return false;
      const below = relative(matched, path).split(sep);
      return all || below.every((name) => !/^[._]./.test(name));
    },
  };
}

/** A glob of the option `include`; `**` crosses directories. */
export function includePattern(glob: string, action: 'rebuild' | 'restart'): FilePattern {
  const base = staticBase(glob);
  const rest = relative(base, glob);
  return {
    base,
    deep: rest.includes(sep) || rest.includes('**'),
    action,
    importedBy: ['include'],
    matches: (path) => path === glob || matchesGlob(path, glob),
  };
}

/** The part of a glob before its first special character, as whole directories; the glob itself without one. */
function staticBase(glob: string): string {
  let base = glob;
  while (/[*?[\]{}!()]/.test(base) && base !== dirname(base)) base = dirname(base);
  return base;
}

function parents(path: string, base: string): string[] {
  const above = dirname(path);
  const between = relative(base, above);
  if (above === path || between.startsWith('..') || isAbsolute(between) || basename(path) === '') return [];
  return [above, ...parents(above, base)];
}
