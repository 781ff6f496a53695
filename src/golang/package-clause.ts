/** The name in the package clause of a Go source, or undefined where there is none. A byte order mark is passed over. */
export function findPackageClause(source: string): string | undefined {
  const keyword = matchAt(/package(?![\p{L}\p{Nd}_])/uy, source, skipBlanks(source, 0));
  return keyword && matchAt(/[\p{L}_][\p{L}\p{Nd}_]*/uy, source, skipBlanks(source, keyword.end))?.text;
}

/** Where the blanks and comments that begin at `at` end. `\s` has the byte order mark, too. */
function skipBlanks(source: string, at: number): number {
  let end = at;
  for (let skipped; (skipped = matchAt(/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y, source, end));) end = skipped.end;
  return end;
}

function matchAt(pattern: RegExp, source: string, at: number) {
  pattern.lastIndex = at;
  const text = pattern.exec(source)?.[0];
  return text === undefined ? undefined : { text, end: at + text.length };
}
