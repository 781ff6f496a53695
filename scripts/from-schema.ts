import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionSchema } from './option-schema.ts';
import { writeOptionsPage } from './options-page.ts';
import { writeOptionsType } from './options-type.ts';

const ROOT = join(import.meta.dirname, '..');
const SCHEMA = 'src/executors/go-run/schema.json';
const TYPE = 'src/executors/go-run/schema.d.ts';
const PAGE = 'docs/options.md';

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

/** What schema.json asks the other files to be. `read` takes a path from the repository's root. */
export async function makeFromSchema(read: (path: string) => string): Promise<readonly MadeFile[]> {
  const schema = parseSchema(read(SCHEMA));
  return [
    { path: TYPE, text: await writeOptionsType(schema) },
    { path: PAGE, text: await writeOptionsPage(schema) },
  ];
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
