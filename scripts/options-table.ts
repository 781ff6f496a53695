import type { OptionSchema } from './option-schema.ts';

/** The options as a Markdown table, one short row each, with links to their sections on the same page. */
export function writeOptionsTable(schema: OptionSchema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, { description = '', ...option }]) => [
    `[${code(name)}](#${name.toLowerCase()})`,
    'default' in option ? code(JSON.stringify(option.default)) : '',
    cell(firstSentence(description)),
  ]);
  const head = ['option', 'default', 'meaning'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
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
