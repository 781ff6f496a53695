import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadFileText } from './file-text.ts';
import { type Hashes, writeIfChanged } from './own-outputs.ts';

/** All that decides what swagger.json and its pack file will be. */
export interface SpecInputs {
  /** Everything that is not a file: generator, flags, formats, paths. Any JSON. */
  readonly settings: unknown;
  /** Absolute paths of the .go files. */
  readonly files: readonly string[];
  /** Absolute paths of other files, and of folders whose files are read. They need not exist. */
  readonly inputs: readonly string[];
}

/** What the inputs were at one moment. */
export interface SpecKey {
  /** Equal keys give equal specifications. */
  readonly key: string;
  /** Equal if no file was written in between, not even with the same bytes. */
  readonly stamp: string;
}

/** Puts everything that the generator reads into one key. Never rejects. */
export async function readSpecKey(inputs: SpecInputs, readFileText: ReadFileText): Promise<SpecKey> {
  const more = await Promise.all(inputs.inputs.map(listFolder));
  const paths = [...inputs.files, ...more.flat()];
  const read = await Promise.all(paths.map(readFileText));
  const texts = read.map((file, index) => [paths[index], file.text]);
  const stamps = read.map((file, index) => [paths[index], file.stamp]);
  return {
    key: hash('sha1', JSON.stringify([inputs.settings, texts])),
    stamp: hash('sha1', JSON.stringify(stamps)),
  };
}

/** swag reads markdown and examples of a folder, but not below it. A file stands for itself. */
async function listFolder(path: string): Promise<string[]> {
  const names = await readdir(path).catch(() => undefined);
  return names ? names.sort().map((name) => join(path, name)) : [path];
}

/** The last run of swag that went well: what it read, and what came of it. */
export interface LastSuccess {
  readonly key: string;
  readonly outputs: Hashes;
}

const version = 1;

/** Its file in the cache folder. */
export const LAST_SUCCESS_FILE = 'swagger-key.json';

/** Reads it from this absolute cache folder; undefined where there is none, or it can't be understood. */
export async function readLastSuccess(cache: string): Promise<LastSuccess | undefined> {
  try {
    const stored = JSON.parse(
      await readFile(join(cache, LAST_SUCCESS_FILE), 'utf8'),
    ) as Partial<LastSuccess> & { version?: number };
    const { key, outputs } = stored;
    const isWhole = typeof key === 'string' && typeof outputs === 'object' && outputs !== null;
    return stored.version === version && isWhole ? { key, outputs } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it in this absolute cache folder. Where that fails, the next start only runs swag once more. */
export async function storeLastSuccess(cache: string, success: LastSuccess): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ version, ...success }, undefined, 2));
  await writeIfChanged(join(cache, LAST_SUCCESS_FILE), bytes).catch(() => undefined);
}
