import jsonc, { type ParseError } from 'jsonc-parser';

/** Where VS Code has its debuggers' configurations. */
export const LAUNCH = '.vscode/launch.json';

/** An entry of launch.json, as far as it matters here. */
export interface Entry {
  readonly name?: unknown;
  readonly port?: unknown;
}

/** The entries of a text of launch.json, which may have comments. Throws what Nx is to print where it can't be read. */
export function readEntries(text: string): readonly Entry[] {
  const errors: ParseError[] = [];
  const root: unknown = jsonc.parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new Error(
      `${LAUNCH}: line ${line} is no JSON (${jsonc.printParseErrorCode(error.error)}). Mend it, and try again.`,
    );
  }
  const { configurations } = (root ?? {}) as { configurations?: unknown };
  if (configurations === undefined) return [];
  if (!Array.isArray(configurations)) throw new Error(`${LAUNCH}: configurations must be a list.`);
  return configurations.filter((one): one is Entry => typeof one === 'object' && one !== null);
}

/** The text with an entry in the place of the one of its name, or behind all others. */
export function putEntry(text: string, entry: Entry): string {
  const { configurations = [] } = (jsonc.parse(text) ?? {}) as { configurations?: readonly Entry[] };
  const at = configurations.findIndex((one) => one?.name === entry.name);
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const path = ['configurations', at < 0 ? configurations.length : at];
  const isInsertion = at < 0;
  return jsonc.applyEdits(
    text,
    jsonc.modify(text, path, entry, { formattingOptions, isArrayInsertion: isInsertion }),
  );
}
