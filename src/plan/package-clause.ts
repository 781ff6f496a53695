import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The name in a Go file's package clause, or undefined where there is none or the file can't be read. */
export function readPackageClause(file: string): string | undefined {
  return findPackageClause(read(file));
}

/** The name in the package clause of a Go source, or undefined where there is none. */
export function findPackageClause(source: string): string | undefined {
  const keyword = matchAt(/package(?![\p{L}\p{Nd}_])/uy, source, skipBlanks(source, 0));
  return keyword && matchAt(/[\p{L}_][\p{L}\p{Nd}_]*/uy, source, skipBlanks(source, keyword.end))?.text;
}

/** True for a file that belongs to no build, so that its package clause says nothing about its directory. */
export function isIgnored(file: string): boolean {
  return isMarkedIgnored(read(file));
}

/** True for a Go source that its own constraint keeps out of every build. */
export function isMarkedIgnored(source: string): boolean {
  return /^\/\/(go:build|\s*\+build) ignore\s*$/m.test(source);
}

/** True where go might leave the file out of its package: by a constraint, or by a name such as `x_windows.go`. */
export function mayBeExcluded(file: string): boolean {
  return /_[a-z0-9]+\.go$/.test(basename(file)) || /^\/\/(go:build|\s*\+build)\s/m.test(read(file));
}

/** Where the blanks and comments that begin at `at` end. */
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

/** A file's text, without a byte order mark; empty where it can't be read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}
