import { useOfImport } from './imports.ts';
import type { CodeEdit } from './edit-kinds.ts';

/** What has been written into a program's two files since they were copied. */
export interface Revision {
  readonly mainToken: string;
  readonly leafToken: string;
  readonly functions: number;
  readonly fields: number;
  readonly lines: number;
  /** How many imports have been tried; each replaces the one before. */
  readonly imports: number;
}

/** The files as they are kept. */
export const FIRST: Revision = {
  mainToken: 'first',
  leafToken: 'first',
  functions: 0,
  fields: 0,
  lines: 0,
  imports: 0,
};

/**
 * The next revision by an edit. `token` must be new: it goes into the file that is edited, so that an answer
 * tells which revision gave it.
 */
export function revise(last: Revision, kind: CodeEdit, token: string): Revision {
  switch (kind) {
    case 'literal':
      return { ...last, mainToken: token };
    case 'import':
      return { ...last, mainToken: token, imports: last.imports + 1 };
    case 'body':
      return { ...last, leafToken: token };
    case 'function':
      return { ...last, leafToken: token, functions: last.functions + 1 };
    case 'field':
      return { ...last, leafToken: token, fields: last.fields + 1 };
    case 'line':
      return { ...last, leafToken: token, lines: last.lines + 1 };
  }
}

/** What a program of this revision answers, its pid aside. */
export function answerOf({ mainToken, leafToken }: Revision): string {
  return `${mainToken} ${leafToken}`;
}

/** The file with main, from the one that is kept. Throws where that has no place for an edit. */
export function renderMain(kept: string, { mainToken, imports }: Revision): string {
  const withToken = insert(kept, /(?<=^const token = ")first/m, mainToken);
  if (imports === 0) return withToken;
  const { path, use } = useOfImport(imports - 1);
  const imported = insert(withToken, /^import \(\n/m, `$&\t"${path}"\n`);
  return insert(imported, /^const token = .*\n/m, `$&\nvar _ = ${use}\n`);
}

/** The leaf, from the one that is kept. Throws where that has no place for an edit. */
export function renderLeaf(kept: string, { leafToken, functions, fields, lines }: Revision): string {
  const added = (count: number, text: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => text(at + 1)).join('');
  const withToken = insert(kept, /(?<=\ttoken := ")first/, leafToken);
  const comments = added(lines, (at) => `\n// Line ${at}.\n`);
  const withLines = insert(withToken, /^package \w+\n/m, `$&${comments}`);
  const made = added(functions, (at) => `func added${at}() int {\n\treturn ${at}\n}\n\n`);
  const withFunctions = insert(withLines, /(?=^\/\/ \w+ names the code that runs)/m, made);
  if (fields === 0) return withFunctions;
  return insert(
    withFunctions,
    /^type \w+ struct \{\n/m,
    `$&${added(fields, (at) => `\tAdded${at} string\n`)}`,
  );
}

function insert(text: string, place: RegExp, instead: string): string {
  if (!place.test(text)) throw new Error(`there is no ${String(place)} in\n${text}`);
  return text.replace(place, instead);
}
