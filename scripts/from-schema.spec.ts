import { findDrift, makeFromSchema, readFromRoot } from './from-schema.ts';
import type { OptionSchema } from './option-schema.ts';
import { placeOptionsTable, writeOptionsTable } from './options-table.ts';
import { writeOptionsType } from './options-type.ts';

const SCHEMA_PATH = 'src/executors/go-run/schema.json';

describe('this repository', () => {
  it('has the option type and the options table that schema.json asks for', async () => {
    const drifted = await findDrift(readFromRoot);
    expect(drifted.map(({ path }) => path)).toEqual([]);
  });

  it('describes each option and gives an example of it', () => {
    const { properties = {} } = JSON.parse(readFromRoot(SCHEMA_PATH)) as OptionSchema;
    const bare = Object.entries(properties).filter(
      ([, option]) => !option.description || !option.examples?.length,
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

describe('findDrift', () => {
  const files: Record<string, string> = {
    [SCHEMA_PATH]: JSON.stringify({ properties: { port: { type: 'number', description: 'A port.' } } }),
    'README.md': '# x\n\n<!-- options:start -->\nold\n<!-- options:end -->\n\nEnd.\n',
  };
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  };

  it('finds a file that is missing and one that is old', async () => {
    const drifted = await findDrift(read);
    expect(drifted.map(({ path }) => path)).toEqual(['src/executors/go-run/schema.d.ts', 'README.md']);
  });

  it('finds nothing once the made files are written', async () => {
    const made = Object.fromEntries((await makeFromSchema(read)).map(({ path, text }) => [path, text]));
    expect(await findDrift((path) => made[path] ?? read(path))).toEqual([]);
  });
});

describe('writeOptionsType', () => {
  it('makes every option optional and documents its default and examples', async () => {
    const type = await writeOptionsType({
      description: 'Runs.',
      properties: { restart: { enum: ['a', 'b'], description: 'When.', default: 'a', examples: ['b'] } },
    });
    expect(type).toContain('export interface GoRunOptions {');
    expect(type).toContain('   * When.\n   * @default "a"\n   * @example "b"\n   */\n');
    expect(type).toContain("  restart?: 'a' | 'b';\n");
  });

  it('keeps a glob from ending the comment', async () => {
    const type = await writeOptionsType({ properties: { ignore: { type: 'string', examples: ['**/x'] } } });
    expect(type).toContain('* @example "**\\/x"');
  });
});

describe('writeOptionsTable', () => {
  it('writes a row for an option and one for each part of an object', () => {
    const table = writeOptionsTable({
      properties: {
        swagger: {
          description: 'Docs.',
          oneOf: [
            { type: 'boolean' },
            { type: 'object', properties: { dir: { type: 'string', description: 'Where.' } } },
          ],
          default: false,
          examples: [true],
        },
      },
    });
    expect(table.split('\n').slice(2)).toEqual([
      '| `swagger` | `boolean \\| object` | `false` | Docs. | `true` |',
      '| `swagger.dir` | `string` |  | Where. |  |',
    ]);
  });

  it('writes lists of several types with brackets', () => {
    const args: OptionSchema = {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }],
    };
    expect(writeOptionsTable({ properties: { args } })).toContain('| `string \\| (string \\| number)[]` |');
  });
});

describe('placeOptionsTable', () => {
  it('leaves everything outside the markers as it is', () => {
    const placed = placeOptionsTable('a\n<!-- options:start -->\nold\n<!-- options:end -->\nb\n', 'TABLE');
    expect(placed).toMatch(/^a\n<!-- options:start -->\n[^]*TABLE[^]*<!-- options:end -->\nb\n$/);
    expect(placed).not.toContain('old');
  });

  it('gives null where a marker is missing', () => {
    expect(placeOptionsTable('<!-- options:start -->', 'TABLE')).toBeNull();
  });
});
