import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../../events/run-event.ts';

/** Text that may be put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[];

/**
 * HTML with its values escaped, be they content or attributes in double quotes; of Html nothing is. What steers a
 * terminal, or turns the direction of text, is left out.
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    texts.map((text, at) => text + (at < parts.length ? write(parts[at] as Part) : '')).join(''),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function write(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return stripVTControlCharacters(String(part))
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[&<>"']/g, (one) => ENTITIES[one] as string);
}

/** The URL that opens the place in an editor, from a pattern with {file}, {line} and {column}. */
export function makeEditorUrl(
  pattern: string,
  { file, line, column }: Pick<Diagnostic, 'file' | 'line' | 'column'>,
): string {
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
