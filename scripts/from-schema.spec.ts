import { completeOptions } from '../src/plan/options.ts';
import { findDrift, makeFromSchema, parseSchema, readFromRoot } from './from-schema.ts';
import { listOptions } from './listed-option.ts';
import type { OptionSchema } from './option-schema.ts';
import { writeOptionsPage } from './options-page.ts';
import { writeOptionsTable } from './options-table.ts';
import { writeOptionsType } from './options-type.ts';

const SCHEMA_PATH = 'src/executors/go-run/schema.json';
const GENERATE_PATH = 'src/executors/generate/schema.json';

describe('this repository', () => {
  it('has the option type and the options page that schema.json asks for', async () => {
    const drifted = await findDrift(readFromRoot);
    expect(drifted.map(({ path }) => path)).toEqual([]);
  });

  const options = listOptions(parseSchema(readFromRoot(SCHEMA_PATH)));

  it('describes each option and each part of one, and gives an example of it', () => {
    const bare = options.filter(({ schema, examples }) => !schema.description || examples.length === 0);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('gives examples that the executor takes', () => {
    const refused = options
      .flatMap(({ examples }) => examples)
      .map((example) => completeOptions(example))
      .filter(({ ok }) => !ok);
    expect(refused).toEqual([]);
  });

  it('lets editors complete each option that is a path', () => {
    const files = ['file', 'swagger.generalInfo', 'swagger.packFile', 'envFile', 'goBinary'];
    const directories = ['swagger.dir', 'swagger.output', 'cwd', 'outputPath'];
    const completed = (type: string) =>
      options.filter(({ schema }) => schema['x-completion-type'] === type).map(({ name }) => name);
    expect(completed('file')).toEqual(files);
    expect(completed('directory').toSorted()).toEqual(directories.toSorted());
  });
});

describe('findDrift', () => {
  const others = ['build', 'test', 'go'];
  const files: Record<string, string> = {
    ...Object.fromEntries(others.map((one) => [`src/executors/${one}/schema.json`, '{}'])),
    [SCHEMA_PATH]: JSON.stringify({
      properties: { port: { type: 'number', description: 'A port.', default: 1 } },
    }),
    [GENERATE_PATH]: '{ "properties": { "port": {}, "check": { "type": "boolean", "default": false } } }\n',
    'docs/options.md': 'old',
  };
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  };

  it('finds a file that is missing and one that is old', async () => {
    const drifted = await findDrift(read);
    expect(drifted.map(({ path }) => path)).toEqual([
      'src/executors/go-run/schema.d.ts',
      'docs/options.md',
      GENERATE_PATH,
      'src/executors/generate/schema.d.ts',
      ...others.map((one) => `src/executors/${one}/schema.d.ts`),
    ]);
  });

  it('gives the schema of generate the options that go-run has, without defaults, which Nx would fill in', async () => {
    const made = await makeFromSchema(read);
    const text = made.find(({ path }) => path === GENERATE_PATH)?.text ?? '';
    expect((JSON.parse(text) as OptionSchema).properties).toEqual({
      port: { type: 'number', description: 'A port.' },
      check: { type: 'boolean', default: false },
    });
  });

  it('finds nothing once the made files are written', async () => {
    const made = Object.fromEntries((await makeFromSchema(read)).map(({ path, text }) => [path, text]));
    expect(await findDrift((path) => made[path] ?? read(path))).toEqual([]);
  });
});

describe('writeOptionsType', () => {
  it('makes every option optional and documents its default and examples', async () => {
    const restart = { enum: ['a', 'b'], description: 'When.', default: 'a', examples: ['b'] };
    const type = await writeOptionsType({ description: 'Runs.', properties: { restart } }, 'Options');
    expect(type).toContain('export interface Options {');
    expect(type).toContain('   * When.\n   * @default "a"\n   * @example "b"\n   */\n');
    expect(type).toContain("  restart?: 'a' | 'b';\n");
  });

  it('keeps a glob from ending the comment', async () => {
    const ignore = { type: 'string', examples: ['**/x'] };
    const type = await writeOptionsType({ properties: { ignore } }, 'Options');
    expect(type).toContain('* @example "**\\/x"');
  });
});

describe('writeOptionsPage', () => {
  it('has a table whose rows lead to the sections, before all of them', async () => {
    const port: OptionSchema = { type: 'number', description: 'A port. More.', examples: [1] };
    const page = await writeOptionsPage({ properties: { port } });
    expect(page).toMatch(/^\| \[`port`\]\(#port\) \| {2}\| A port\. \|$[^]*^## `port`$/m);
  });

  it('writes a section for an option and one for each part of an object', async () => {
    const page = await writeOptionsPage({
      properties: {
        swagger: {
          description: 'Docs.',
          oneOf: [
            { type: 'boolean' },
            {
              type: 'object',
              properties: { dir: { type: 'string', description: 'Where.', examples: ['http'] } },
            },
          ],
          default: false,
          examples: [true],
        },
      },
    });
    expect(page).toContain(
      '## `swagger`\n\nDocs.\n\n- Type: `boolean | object`\n- Default: `false`\n\n```json\n{ "swagger": true }\n```\n',
    );
    expect(page).toMatch(/### `swagger.dir`\n\nWhere\.\n\n[^]*\{ "swagger": \{ "dir": "http" \} \}/);
  });

  it('completes the example of a part with the parts that it needs', async () => {
    const glob = { type: 'string', examples: ['*.sql'] };
    const item = { type: 'object', properties: { glob, action: { examples: ['x'] } }, required: ['glob'] };
    const include: OptionSchema = { type: 'array', items: { anyOf: [{ type: 'string' }, item] } };
    const page = await writeOptionsPage({ properties: { include } });
    expect(page).toContain('### `include[].action`');
    expect(page).toContain('{ "include": [{ "glob": "*.sql", "action": "x" }] }');
  });

  it('writes lists of several types with brackets, and bounds', async () => {
    const args: OptionSchema = {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }],
    };
    const port: OptionSchema = { type: 'number', minimum: 1, maximum: 65_535 };
    const page = await writeOptionsPage({ properties: { args, port } });
    expect(page).toContain('- Type: `string | (string | number)[]`');
    expect(page).toContain('- At least 1\n- At most 65535\n');
  });
});

describe('writeOptionsTable', () => {
  it('writes a row for an option, with its first sentence and a link', () => {
    const description = 'A .go file | two. More.';
    const table = writeOptionsTable({ properties: { goFile: { description, default: 'x' } } });
    expect(table.split('\n').slice(2)).toEqual(['| [`goFile`](#gofile) | `"x"` | A .go file \\| two. |']);
  });
});
