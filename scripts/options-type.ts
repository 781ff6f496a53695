import { compile } from 'json-schema-to-typescript';
import type { OptionSchema } from './option-schema.ts';

type JsonSchema = Parameters<typeof compile>[0];

const BANNER = '// Made from schema.json by `npm run schema`; edits are lost.';

/**
 * The text of schema.d.ts: the interface of this name, with each option's description, default and
 * examples as its doc comment. Options that have a default may be left out by callers.
 */
export function writeOptionsType(schema: OptionSchema, name: string): Promise<string> {
  const { description, properties = {}, required = [] } = schema;
  const documented = { type: 'object', description, properties: documentAll(properties), required };
  // The object is JSON Schema of any draft; the library's type names draft 4.
  return compile(documented as unknown as JsonSchema, name, {
    additionalProperties: false,
    bannerComment: BANNER,
    style: { singleQuote: true, printWidth: 110 },
  });
}

function documentAll(properties: Readonly<Record<string, OptionSchema>>): Record<string, OptionSchema> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, document(schema)]));
}

function document(schema: OptionSchema): OptionSchema {
  const tags = [
    ...('default' in schema ? [`@default ${JSON.stringify(schema.default)}`] : []),
    ...(schema.examples ?? []).map((example) => `@example ${JSON.stringify(example)}`),
  ];
  const text = [...wrap(schema.description ?? ''), ...tags].join('\n');
  return {
    ...schema,
    // A glob such as `**/x` would end the comment.
    ...(text !== '' && { description: text.replaceAll('*/', '*\\/') }),
    ...(schema.properties && { properties: documentAll(schema.properties) }),
    ...(schema.oneOf && { oneOf: schema.oneOf.map(document) }),
  };
}

/** Lines of at most 100 columns, broken between words. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= 100) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
