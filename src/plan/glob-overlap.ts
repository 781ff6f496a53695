import { posix, sep } from 'node:path';
import type { FileGlob } from '../files/file-glob.ts';
import type { FileSet } from './plan.ts';

/** The glob of the written files that may name a file of the read ones; undefined where none can. Pure. */
export function findOverlap(written: FileSet, read: FileSet): FileGlob | undefined {
  return written.named.find(
    (output) =>
      !read.except.some((taken) => covers(taken, output)) &&
      read.named.some(
        (input) => !written.except.some((taken) => covers(taken, input)) && overlap(output, input),
      ),
  );
}

/** True where one path may fit both globs. Classes and extended globs are taken for any text. */
function overlap(one: FileGlob, other: FileGlob): boolean {
  return spell(one).some((a) =>
    spell(other).some((b) =>
      meet(
        a,
        b,
        (part) => part === '**',
        (x, y) => meet([...x], [...y], isStar, sameCharacter),
      ),
    ),
  );
}

const isStar = (character: string) => character === '*';
const sameCharacter = (a: string, b: string) => a === b || a === '?' || b === '?';

/** True where two rows of tokens can stand for the same row; a token that is `many` stands for any number of any. */
function meet(
  a: readonly string[],
  b: readonly string[],
  isMany: (token: string) => boolean,
  same: (a: string, b: string) => boolean,
): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const place = i * (b.length + 1) + j;
    const before = known.get(place);
    if (before !== undefined) return before;
    const [x, y] = [a[i], b[j]];
    let answer: boolean;
    if (x !== undefined && isMany(x)) answer = from(i + 1, j) || (y !== undefined && from(i, j + 1));
    else if (y !== undefined && isMany(y)) answer = from(i, j + 1) || (x !== undefined && from(i + 1, j));
    else if (x === undefined || y === undefined) answer = x === y;
    else answer = same(x, y) && from(i + 1, j + 1);
    known.set(place, answer);
    return answer;
  };
  return from(0, 0);
}

/** The glob as rows of path parts, without braces; a name without an ending stands for a folder as well. */
function spell({ base, pattern }: FileGlob): string[][] {
  const root = base.split(sep).filter((part) => part !== '');
  return expandBraces(pattern).flatMap((text) => {
    const simple = text.replace(/[!+@?*]\([^)]*\)/g, '*').replace(/\[[^\]/]*\]/g, '?');
    const parts = [...root, ...simple.split('/').filter((part) => part !== '')];
    const isName = !/[*?]|\.[a-z]\w*$/i.test(parts.at(-1) ?? '');
    return isName ? [parts, [...parts, '**']] : [parts];
  });
}

function expandBraces(text: string): string[] {
  const [whole, before = '', inner = '', after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(text) ?? [];
  if (whole === undefined) return [text];
  return inner.split(',').flatMap((choice) => expandBraces(before + choice + after));
}

/** True where all that the second glob names is named by the first, as far as its text shows. */
function covers(outer: FileGlob, inner: FileGlob): boolean {
  const path = (glob: FileGlob) => posix.join(glob.base.split(sep).join('/'), glob.pattern);
  if (path(outer) === path(inner)) return true;
  const below = `${outer.base}${sep}`;
  if (!`${inner.base}${sep}`.startsWith(below)) return false;
  // What `**` stands for takes more than one part; a star takes the place of a name.
  const text = path(inner).slice(path({ ...outer, pattern: '' }).length + 1);
  const sample = text.replaceAll('**', 'x/x').replaceAll('*', 'x');
  if (outer.pattern === '') return true;
  return (
    posix.matchesGlob(sample, outer.pattern) &&
    posix.matchesGlob(text.replaceAll('**/', '').replaceAll('*', 'y'), outer.pattern)
  );
}
