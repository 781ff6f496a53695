import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import type { OptionSchema } from './option-schema.ts';
import { writeOptionsPage } from './options-page.ts';
import { writeOptionsType } from './options-type.ts';

const ROOT = join(import.meta.dirname, '..');
const SCHEMA = 'src/executors/go-run/schema.json';
const TYPE = 'src/executors/go-run/schema.d.ts';
const PAGE = 'docs/options.md';
const GENERATE_SCHEMA = 'src/executors/generate/schema.json';
const GENERATE_TYPE = 'src/executors/generate/schema.d.ts';
/** The other executors, whose options are told of in docs/targets.md; with the names of their types. */
const OTHERS = [
  ['build', 'BuildOptions'],
  ['test', 'TestOptions'],
  ['go', 'GoOptions'],
] as const;

/** A file that is made from schema.json: its path from the repository's root, and the text that it should have. */
export interface MadeFile {
  readonly path: string;
  readonly text: string;
}

/** The text of schema.json, without what is hidden from people. */
export function parseSchema(text: string): OptionSchema {
  const schema = JSON.parse(text) as OptionSchema;
  const shown = Object.entries(schema.properties ?? {}).filter(([, { hidden }]) => hidden !== true);
  return { ...schema, properties: Object.fromEntries(shown) };
}

/**
 * What schema.json asks the other files to be: among them the schema of `generate`, whose options of go-run's names are
 * those of go-run. `read` takes a path from the repository's root.
 */
export async function makeFromSchema(read: (path: string) => string): Promise<readonly MadeFile[]> {
  const schema = parseSchema(read(SCHEMA));
  const generate = shareOptions(read(GENERATE_SCHEMA), read(SCHEMA));
  return [
    { path: TYPE, text: await writeOptionsType(schema, 'GoRunOptions') },
    { path: PAGE, text: await writeOptionsPage(schema) },
    { path: GENERATE_SCHEMA, text: await format(generate, { parser: 'json', printWidth: 110 }) },
    { path: GENERATE_TYPE, text: await writeOptionsType(parseSchema(generate), 'GenerateOptions') },
    ...(await Promise.all(
      OTHERS.map(async ([folder, name]) => {
        const other = parseSchema(read(`src/executors/${folder}/schema.json`));
        return { path: `src/executors/${folder}/schema.d.ts`, text: await writeOptionsType(other, name) };
      }),
    )),
  ];
}

/**
 * The text of a schema in which each option that another schema has is as it is there, but without a default: Nx would
 * fill that in, so that nobody could tell whether the option is set.
 */
function shareOptions(text: string, otherText: string): string {
  const schema = JSON.parse(text) as OptionSchema;
  const others = (JSON.parse(otherText) as OptionSchema).properties ?? {};
  const shared = Object.entries(schema.properties ?? {}).map(([name, own]) => {
    const other = others[name];
    return [name, other === undefined ? own : { ...other, default: undefined }] as const;
  });
  return JSON.stringify({ ...schema, properties: Object.fromEntries(shared) });
}

/** The made files whose text is not the one on disk, or that are not there. */
export async function findDrift(read: (path: string) => string): Promise<readonly MadeFile[]> {
  const made = await makeFromSchema(read);
  return made.filter(({ path, text }) => readOr(read, path, '') !== text);
}

/** Reads a file of this repository. */
export function readFromRoot(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function readOr(read: (path: string) => string, path: string, otherwise: string): string {
  try {
    return read(path);
  } catch {
    return otherwise;
  }
}

async function main(check: boolean): Promise<void> {
  const drifted = await findDrift(readFromRoot);
  for (const { path, text } of drifted) {
    if (check) console.error(`${path} is not what schema.json says; run npm run schema`);
    else {
      writeFileSync(join(ROOT, path), text);
      console.log(`wrote ${path}`);
    }
  }
  if (check && drifted.length > 0) process.exitCode = 1;
}

if (import.meta.main) void main(process.argv.includes('--check'));
