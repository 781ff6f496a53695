import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hashes } from './own-outputs.ts';
import { writeIfChanged } from './write-outputs.ts';

/** The last run of swag that went well: what it read, and what came of it. */
export interface LastSuccess {
  readonly key: string;
  readonly outputs: Hashes;
}

const version = 1;

/** Reads it from this absolute cache folder; undefined where there is none, or it can't be understood. */
export async function readLastSuccess(cache: string): Promise<LastSuccess | undefined> {
  try {
    const stored = JSON.parse(
      await readFile(join(cache, 'swagger-key.json'), 'utf8'),
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
  await writeIfChanged(join(cache, 'swagger-key.json'), bytes).catch(() => undefined);
}
