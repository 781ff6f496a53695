/** What may stand between the clauses at the head of a Go file; a byte order mark is among `\s`. */
const SPACE = /[\s;]+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const PACKAGE = /package(?![\p{L}\p{Nd}_])/uy;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const DOT = /\./y;
const IMPORT = /import(?![\p{L}\p{Nd}_])/uy;
const OPEN = /\(/y;
const CLOSE = /\)/y;
const PATH = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;
/** A line that is an import, wherever it stands. */
const IMPORT_LINE =
  /^[ \t]*(?:import[ \t]+)?(?:[\p{L}_][\p{L}\p{Nd}_]*[ \t]+|\.[ \t]+)?("[^"\n]+"|`[^`\n]+`)[ \t;]*(?:\/\/.*)?\r?$/gmu;

/** What stands at the head of a Go file. */
export interface GoHead {
  /** The name in the package clause. */
  readonly packageName: string;
  /** Import paths as written, `C` included. */
  readonly imports: readonly string[];
  /** The offset of the package clause. */
  readonly clauseStart: number;
  /** The offset behind the package clause. */
  readonly clauseEnd: number;
  /** The offset behind the last import, or behind the package clause. */
  readonly end: number;
}

/** The name in the package clause of a Go source, or undefined where there is none. */
export function findPackageClause(source: string): string | undefined {
  return takePackage(openScanner(source))?.packageName;
}

/** Reads the package clause and the imports of a Go file's text; undefined where it is no Go so far. */
export function readGoHead(source: string): GoHead | undefined {
  const scanner = openScanner(source);
  const clause = takePackage(scanner);
  if (clause === undefined) return undefined;
  const { take } = scanner;
  const imports: string[] = [];
  /** A name, a dot or nothing, and a path. */
  const takeSpec = () => {
    if (take(NAME) === undefined) take(DOT);
    const path = take(PATH);
    if (path !== undefined) imports.push(path.slice(1, -1));
    return path !== undefined;
  };
  let end = clause.clauseEnd;
  while (take(IMPORT) !== undefined) {
    if (take(OPEN) !== undefined) {
      while (takeSpec());
      if (take(CLOSE) === undefined) return undefined;
    } else if (!takeSpec()) return undefined;
    end = scanner.at();
  }
  return { ...clause, imports, end };
}

/**
 * The import paths of a Go file's text; of one whose head is broken, as while it is edited or in conflict, those of the
 * lines that are imports by themselves.
 */
export function readImports(source: string): readonly string[] {
  return (
    readGoHead(source)?.imports ??
    [...source.matchAll(IMPORT_LINE)].map(([, path]) => (path as string).slice(1, -1))
  );
}

function takePackage({
  take,
  at,
}: Scanner): Pick<GoHead, 'packageName' | 'clauseStart' | 'clauseEnd'> | undefined {
  if (take(PACKAGE) === undefined) return undefined;
  const clauseStart = at() - 'package'.length;
  const packageName = take(NAME);
  return packageName === undefined ? undefined : { packageName, clauseStart, clauseEnd: at() };
}

interface Scanner {
  /** The text of the pattern that begins here, behind blanks; undefined where it doesn't. */
  readonly take: (pattern: RegExp) => string | undefined;
  /** The offset behind what was taken last. */
  readonly at: () => number;
}

function openScanner(source: string): Scanner {
  let at = 0;
  /** A match that is empty, or none, leaves the place as it is. */
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const isThere = pattern.test(source);
    if (isThere) at = pattern.lastIndex;
    return isThere;
  };
  return {
    take(pattern) {
      while (skip(SPACE));
      const start = at;
      return skip(pattern) ? source.slice(start, at) : undefined;
    },
    at: () => at,
  };
}
