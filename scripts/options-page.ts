import { format } from 'prettier';
import { listOptions, type ListedOption } from './listed-option.ts';
import type { OptionSchema } from './option-schema.ts';
import { writeOptionsTable } from './options-table.ts';

const HEAD = `# The options of go-run

<!-- Made from schema.json by \`npm run schema\`; edits are lost. -->

All of them may be left out. They stand in \`project.json\`, at \`targets.serve.options\`; on the command line they are \`--name=value\`, [see below](#on-the-command-line). In paths, Nx's \`{projectRoot}\` and \`{workspaceRoot}\` work.

\`\`\`json
{
  "targets": {
    "serve": { "executor": "nx-go-run:go-run", "options": { "file": "cmd/api" } }
  }
}
\`\`\`
`;

const COMMAND_LINE = `## On the command line

Options can be given to \`nx serve\` too. They replace those of \`project.json\`.

| works | gives |
| --- | --- |
| \`--args="server -p 9090"\` | the words \`server\`, \`-p\`, \`9090\` |
| \`--args=8080\`, \`--args=1e3\` | the word as it is typed |
| \`--args="--name 'two words'"\` | \`--name\`, \`two words\` |
| \`--args=a --args="b c"\` | \`a\`, \`b c\`: given twice, each one is a word |
| \`--buildFlags=-tags=x\` | one flag, with \`=\` behind the option's name |
| \`--buildFlags="-race -tags x,y"\` | several flags |
| \`--swagger\`, \`--no-swagger\`, \`--no-watch\`, \`--port=9090\` | as they say |
| \`--swagger.dir=internal/http\`, \`--env.NAME=1\` | a new object: the one in \`project.json\` is replaced, not merged |

| does not work | why |
| --- | --- |
| \`--args "-p 9090"\`, \`--buildFlags -tags=x\` | a value that begins with a dash must follow after \`=\`; Nx prints the schema, or looks for a project of that name |
| \`nx serve my-go-api -- server -p 9090\` | Nx takes the words itself; the program gets none of them, and you are told so |
| \`nx serve my-go-api -p 9090\` | \`-p\` is Nx's own |
| \`--exclude=…\` | Nx's own as well; the option here is called \`ignore\` |
| objects in \`include\` | only in \`project.json\` |

A misspelt option ends the run, and the right name is told. One that resembles none is passed over with a warning, since Nx gives the options of \`nx run-many\` to every task.

## Each option

An example is the whole of \`options\`.
`;

/**
 * docs/options.md: a table of all options, how they are given on the command line, and each option and each part of one
 * with its meaning, type, default, bounds and examples.
 */
export function writeOptionsPage(schema: OptionSchema): Promise<string> {
  // prettier would pad every cell to the longest description.
  const table = `<!-- prettier-ignore-start -->\n\n${writeOptionsTable(schema)}\n\n<!-- prettier-ignore-end -->\n`;
  const page = [HEAD, table, COMMAND_LINE, ...listOptions(schema).map(writeSection)].join('\n');
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
