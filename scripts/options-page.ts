import { format } from 'prettier';
import { listOptions, type ListedOption } from './listed-option.ts';
import type { OptionSchema } from './option-schema.ts';

const HEAD = `# The options of go-run

<!-- Made from schema.json by \`npm run schema\`; edits are lost. -->

All of them may be left out. They stand in \`project.json\`, at \`targets.serve.options\`; on the command line they are \`--name=value\`, see the [README](../README.md#on-the-command-line). In paths, Nx's \`{projectRoot}\` and \`{workspaceRoot}\` work. An example below is the whole of \`options\`:

\`\`\`json
{
  "targets": {
    "serve": { "executor": "nx-go-run:go-run", "options": { "file": "cmd/api" } }
  }
}
\`\`\`
`;

/** docs/options.md: each option, and each part of one, with its meaning, type, default, bounds and examples. */
export function writeOptionsPage(schema: OptionSchema): Promise<string> {
  const page = [HEAD, ...listOptions(schema).map(writeSection)].join('\n');
  return format(page, { parser: 'markdown', printWidth: 110, singleQuote: true });
}

function writeSection({ name, depth, schema, examples }: ListedOption): string {
  const { description = '', minimum, maximum } = schema;
  const facts = [
    `- Type: \`${typeOf(schema)}\``,
    ...('default' in schema ? [`- Default: \`${JSON.stringify(schema.default)}\``] : []),
    ...(minimum === undefined ? [] : [`- At least ${minimum}`]),
    ...(maximum === undefined ? [] : [`- At most ${maximum}`]),
  ];
  const snippets = examples.map((options) => `\`\`\`json\n${JSON.stringify(options)}\n\`\`\`\n`);
  const heading = `${'#'.repeat(depth + 2)} \`${name}\`\n`;
  return [heading, `${description}\n`, `${facts.join('\n')}\n`, ...snippets].join('\n');
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
