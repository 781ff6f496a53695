import { readGoHead, type GoHead } from './go-head.ts';

const DIRECTIVE = /\/\/(?:go:|line |export )[^\n]*|\/\*line [^\n]*|^\/\/ ?\+build [^\n]*/gm;
/** What may make more than a comment of what stands before the package clause; found in too many rather than too few. */
const MAY_CONSTRAIN = /go:|\+build|\/\/line |\/\*|\uFEFF/;
/** A string, which stays, or blanks and comments. */
const PATH_OR_SPACE = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/g;

/**
 * The part of a Go file that decides how go calls the compiler, and with which other files and packages: constraints,
 * the package clause, the imports (cgo's comment as well), and all `//go:` directives. Other comments don't count. A text that is no Go gives another outline than any that is.
 */
export function outline(source: string): string {
  const head = readGoHead(source);
  if (head === undefined) return `?${source}`;
  const importsAt = endOfClauseLine(source, head);
  // Also directives within strings: they are only compared.
  const directives = source.slice(importsAt).match(DIRECTIVE) ?? [];
  const header = source.slice(0, head.clauseStart);
  const clause = source.slice(head.clauseStart, importsAt);
  const parts = [
    MAY_CONSTRAIN.test(header) ? header + clause : clause,
    readImports(source, importsAt, head),
    ...directives,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Up to the end of its line: a comment there may name the path by which the package is to be imported. */
function endOfClauseLine(source: string, { clauseEnd, end }: GoHead): number {
  const lineEnd = source.indexOf('\n', clauseEnd);
  return end === clauseEnd || lineEnd < 0 || lineEnd > end ? end : lineEnd;
}

/** The imports, without the comments between them where those say nothing. */
function readImports(source: string, from: number, { imports, clauseEnd, end }: GoHead): string {
  const text = source.slice(from, end);
  const mayBeginInComment = source.slice(clauseEnd, from).includes('/*');
  if (imports.includes('C') || mayBeginInComment) return text;
  return text.replaceAll(PATH_OR_SPACE, (part) =>
    /^["`]/.test(part) ? part : part.includes('\n') ? '\n' : ' ',
  );
}
