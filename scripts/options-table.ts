import type { OptionSchema } from './option-schema.ts';

const START = '<!-- options:start -->';
const END = '<!-- options:end -->';

/** The options as a Markdown table, one short row each, with links into the page at `page`. */
export function writeOptionsTable(schema: OptionSchema, page: string): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, { description = '', ...option }]) => [
    `[${code(name)}](${page}#${name.toLowerCase()})`,
    'default' in option ? code(JSON.stringify(option.default)) : '',
    cell(firstSentence(description)),
  ]);
  const head = ['option', 'default', 'meaning'];
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

/** Up to a full stop that is not one of a file's name. */
function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** A pipe ends a cell even inside a code span. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}
