/** Blanks, comments, and semicolons: what may stand between the clauses at the head of a Go file. */
const SPACE = /(?:[\s;\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const PACKAGE = /package\b/y;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const DOT = /\./y;
const IMPORT = /import\b/y;
const OPEN = /\(/y;
const CLOSE = /\)/y;
const PATH = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;

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

/** Reads the package clause and the imports of a Go file's text; undefined where it is no Go so far. */
export function readGoHead(source: string): GoHead | undefined {
  let at = 0;
  /** The text of the pattern that begins here, behind blanks; undefined where it doesn't. */
  const take = (pattern: RegExp): string | undefined => {
    SPACE.lastIndex = at;
    SPACE.test(source);
    pattern.lastIndex = SPACE.lastIndex;
    at = SPACE.lastIndex;
    if (!pattern.test(source)) return undefined;
    const text = source.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return text;
  };
  if (take(PACKAGE) === undefined) return undefined;
  const clauseStart = at - 'package'.length;
  const packageName = take(NAME);
  if (packageName === undefined) return undefined;
  const imports: string[] = [];
  /** A name, a dot or nothing, and a path. */
  const takeSpec = () => {
    if (take(NAME) === undefined) take(DOT);
    const path = take(PATH);
    if (path !== undefined) imports.push(path.slice(1, -1));
    return path !== undefined;
  };
  const clauseEnd = at;
  let end = clauseEnd;
  while (take(IMPORT) !== undefined) {
    if (take(OPEN) !== undefined) {
      while (takeSpec());
      if (take(CLOSE) === undefined) return undefined;
    } else if (!takeSpec()) return undefined;
    end = at;
  }
  return { packageName, imports, clauseStart, clauseEnd, end };
}
