import { existsSync } from 'node:fs';
import { isAbsolute, parse, posix, relative, resolve, sep } from 'node:path';

/**
 * Files named by a glob below a folder. The two are never joined: a folder may be called `[shop]` or `par (copy)`,
 * which a glob would take for something else.
 */
export interface FileGlob {
  /** A path, absolute, whatever characters its names have. */
  readonly base: string;
  /** A glob for what follows `base` in a path, its parts divided by `/`; empty where `base` itself is named. */
  readonly pattern: string;
}

const SPECIAL = /[*?[\]{}]|[!+@]\(/;

/**
 * Divides a glob that counts from this folder (absolute) at its first special character. A name that exists as it is
 * written is a name, so `[shop]/*.sql` is looked for in `[shop]` where there is such a folder.
 */
export function splitGlob(root: string, text: string): FileGlob {
  const written = sep === '\\' ? text.replaceAll('\\', '/') : text;
  let base = isAbsolute(text) ? parse(text).root : root;
  const rest = written.split('/').filter((part, at, all) => part !== '' || at === all.length - 1);
  if (isAbsolute(text) && sep === '\\') rest.shift();
  for (let part = rest[0]; part !== undefined; part = rest[0]) {
    const next = resolve(base, part);
    if (SPECIAL.test(part) && !existsSync(next)) break;
    base = next;
    rest.shift();
  }
  if (rest.length > 0 && rest.at(-1) === '') rest.splice(-1, 1, '**');
  return { base, pattern: rest.join('/') };
}

/**
 * Whether the glob names a file, given by its absolute path. As in a shell's `dotglob`, wildcards take in names that
 * begin with a dot. A plain name at the end stands for a folder with all below it as well: `templates`,
 * `{templates,static}`.
 */
export function matchesFile({ base, pattern }: FileGlob, path: string): boolean {
  const below = partsBelow(base, path);
  if (below === undefined || pattern === '') return below !== undefined;
  return (
    matches(below.join('/'), pattern) || (endsInName(pattern) && matches(below.join('/'), `${pattern}/**`))
  );
}

/** Whether a directory at or below the glob's base can hold files that it names, itself or further below. */
export function reachesInto({ base, pattern }: FileGlob, directory: string): boolean {
  const below = partsBelow(base, directory);
  if (below === undefined || pattern === '' || /\{[^}]*\//.test(pattern)) return below !== undefined;
  const parts = pattern.split('/');
  const depth = parts.indexOf('**');
  if (depth < 0 && below.length >= parts.length && !endsInName(pattern)) return false;
  const fixed = Math.min(below.length, depth < 0 ? parts.length : depth);
  return fixed === 0 || matches(below.slice(0, fixed).join('/'), parts.slice(0, fixed).join('/'));
}

/** The names from a directory to a path at or below it, both absolute; undefined for a path elsewhere. */
export function partsBelow(directory: string, path: string): readonly string[] | undefined {
  const between = relative(directory, path);
  if (between === '') return [];
  const parts = between.split(sep);
  return parts[0] === '..' || isAbsolute(between) ? undefined : parts;
}

function endsInName(pattern: string): boolean {
  return !/[*?[]|[!+@]\(/.test(posix.basename(pattern));
}

/** Node's globs pass over names with a dot at their beginning, and have no option for it: so no dot is left in them. */
function matches(path: string, pattern: string): boolean {
  const withoutDots = pattern.replace(/\{[^{},/]+\.\.[^{},/]+\}|\./g, (part) =>
    part === '.' ? '\uE000' : part,
  );
  return posix.matchesGlob(path.replaceAll('.', '\uE000'), withoutDots);
}
