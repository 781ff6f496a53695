import { readGoHead } from './go-head.ts';

/**
 * The part of a Go file that decides how go calls the compiler, and with which other files and packages: the
 * head up to the last import (constraints, package clause, imports, cgo's comment), and all `//go:` directives.
 * Comments behind the head don't count. A text that is no Go gives another outline than any that is.
 */
export function outline(source: string): string {
  const head = readGoHead(source);
  if (head === undefined) return `?${source}`;
  // Also those within strings: they are only compared.
  const directives = source
    .slice(head.end)
    .match(/\/\/(?:go:|line |export )[^\n]*|\/\*line [^\n]*|^\/\/ ?\+build [^\n]*/gm);
  return [source.slice(0, head.end), ...(directives ?? [])].join('\n');
}
