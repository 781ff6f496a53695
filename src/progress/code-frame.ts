import type { Diagnostic } from './run-event.ts';

/** The line of source with a caret under the column, or nothing where the line is not known. */
export function drawCodeFrame({ source, line, column }: Diagnostic): readonly string[] {
  if (source === undefined) return [];
  const gutter = String(line);
  const frame = [`${gutter} │ ${source}`];
  if (column > 0) frame.push(`${' '.repeat(gutter.length)} │ ${blankUpTo(source, column)}^`);
  return frame;
}

/** Go counts columns in bytes; tabs stay, so that the caret stands right whatever their width. */
function blankUpTo(source: string, column: number): string {
  const before = Buffer.from(source)
    .subarray(0, column - 1)
    .toString();
  return before.replace(/[^\t]/gu, ' ');
}
