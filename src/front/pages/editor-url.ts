import type { Diagnostic } from '../../progress/run-event.ts';

/** The URL that opens the place in an editor, from a pattern with {file}, {line} and {column}. */
export function makeEditorUrl(pattern: string, { file, line, column }: Diagnostic): string {
  const path = file.replaceAll('\\', '/');
  // A drive's letter comes after the slash that begins a path.
  const rooted = path.startsWith('/') ? path : `/${path}`;
  const values: Readonly<Record<string, string>> = {
    file: encodeURI(rooted).replace(/[?#]/g, encodeURIComponent),
    line: String(line),
    column: String(Math.max(column, 1)),
  };
  return pattern.replace(/\{(file|line|column)\}/g, (_, name: string) => values[name] as string);
}
