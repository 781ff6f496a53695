import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeIfChanged, type Hashes } from './own-outputs.ts';
import type { KnownTools } from './step-tool.ts';

/** A step's last run that went well. */
export interface LastRun {
  readonly key: string;
  /** What it wrote, by absolute path. */
  readonly outputs: Hashes;
}

/** What is remembered of the steps from run to run. */
export interface StepMemory {
  readonly runs: Map<string, LastRun>;
  readonly tools: KnownTools;
}

/** Raised whenever the same inputs would give another key, or other outputs, than the last release gave. */
const version = 1;

/** Its file in the cache folder. */
export const MEMORY_FILE = 'generate.json';

/** Reads it from this absolute cache folder; it is empty where there is none, or it can't be understood. */
export async function readMemory(cache: string): Promise<StepMemory> {
  const empty: StepMemory = { runs: new Map(), tools: new Map() };
  try {
    const stored = JSON.parse(await readFile(join(cache, MEMORY_FILE), 'utf8')) as {
      readonly version?: number;
      readonly runs: Record<string, LastRun>;
      readonly tools: Record<string, string>;
    };
    if (stored.version !== version) return empty;
    const runs = Object.entries(stored.runs).filter(
      ([, { key, outputs }]) => typeof key === 'string' && typeof outputs === 'object',
    );
    return { runs: new Map(runs), tools: new Map(Object.entries(stored.tools)) };
  } catch {
    return empty;
  }
}

/** Keeps it in this absolute cache folder. Where that fails, the next start only runs the steps once more. */
export async function storeMemory(cache: string, { runs, tools }: StepMemory): Promise<void> {
  const stored = { version, runs: Object.fromEntries(runs), tools: Object.fromEntries(tools) };
  const bytes = Buffer.from(JSON.stringify(stored, undefined, 2));
  await writeIfChanged(join(cache, MEMORY_FILE), bytes).catch(() => undefined);
}
