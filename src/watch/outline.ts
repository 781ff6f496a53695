/** Blanks, comments, and semicolons: what may stand between the clauses at the head of a Go file. */
const SPACE = /(?:[\s;\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const PACKAGE = /package\b/y;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const IMPORT = /import\b/y;
const PATH = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;

/**
 * The part of a Go file that decides how go calls the compiler, and with which other files and packages: the
 * head up to the last import (constraints, package clause, imports, cgo's comment), and all `//go:` directives.
 * Comments behind the head don't count. A text that is no Go gives another outline than any that is.
 */
export function outline(source: string): string {
  const end = findHeadEnd(source);
  if (end === undefined) return `?${source}`;
  // Also those within strings: they are only compared.
  const directives = source
    .slice(end)
    .match(/\/\/(?:go:|line |export )[^\n]*|\/\*line [^\n]*|^\/\/ ?\+build [^\n]*/gm);
  return [source.slice(0, end), ...(directives ?? [])].join('\n');
}

/** The offset behind the last import, or behind the package clause; undefined where there is no such clause. */
function findHeadEnd(source: string): number | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const matches = pattern.test(source);
    if (matches) at = pattern.lastIndex;
    return matches;
  };
  const take = (pattern: RegExp) => {
    skip(SPACE);
    return skip(pattern);
  };
  if (!take(PACKAGE) || !take(NAME)) return undefined;
  /** A name, a dot or nothing, and a path. */
  const takeSpec = () => {
    if (!take(NAME)) take(/\./y);
    return take(PATH);
  };
  let end = at;
  while (take(IMPORT)) {
    if (take(/\(/y)) {
      while (takeSpec());
      if (!take(/\)/y)) return undefined;
    } else if (!takeSpec()) return undefined;
    end = at;
  }
  return end;
}
