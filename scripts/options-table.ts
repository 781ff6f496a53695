import type { OptionSchema } from './option-schema.ts';

const START = '<!-- options:start -->';
const END = '<!-- options:end -->';

/** The options as a Markdown table, one row each; the parts of an object follow it as `option.part`. */
export function writeOptionsTable(schema: OptionSchema): string {
  const rows = rowsOf(schema.properties ?? {}, '');
  const head = ['option', 'type', 'default', 'meaning', 'example'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Puts a table between the markers of a Markdown text. Null if the text lacks one of them. */
export function placeOptionsTable(markdown: string, table: string): string | null {
  const start = markdown.indexOf(START);
  const end = markdown.indexOf(END);
  if (start === -1 || end < start) return null;
  // prettier would pad every cell to the longest description.
  const ignored = `<!-- prettier-ignore-start -->\n\n${table}\n\n<!-- prettier-ignore-end -->`;
  return `${markdown.slice(0, start + START.length)}\n${ignored}\n${markdown.slice(end)}`;
}

function rowsOf(properties: Readonly<Record<string, OptionSchema>>, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const parts = [schema, ...(schema.oneOf ?? [])].find((variant) => variant.properties)?.properties ?? {};
    const row = [
      code(prefix + name),
      code(typeOf(schema)),
      'default' in schema ? code(JSON.stringify(schema.default)) : '',
      cell(schema.description ?? ''),
      (schema.examples ?? []).map((example) => code(JSON.stringify(example))).join('<br>'),
    ];
    return [row, ...rowsOf(parts, `${prefix}${name}.`)];
  });
}

/** A type as TypeScript writes it; an object with parts of its own is just `object`. */
function typeOf(schema: OptionSchema): string {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') {
    const item = typeOf(schema.items ?? {});
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.additionalProperties) return `{ [name]: ${typeOf(schema.additionalProperties)} }`;
  return [schema.type ?? 'unknown'].flat().join(' | ');
}

/** A pipe ends a cell even inside a code span. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}
