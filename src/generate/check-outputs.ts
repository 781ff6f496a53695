import { chmod, copyFile, mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../events/run-event.ts';
import { inTemporaryFolder } from '../files/folders.ts';
import type { FileSet, Plan } from '../plan/plan.ts';
import { createGenerator } from './generate.ts';
import type { Generation, GeneratorDeps } from './generation.ts';
import { LAST_SUCCESS_FILE } from './spec-key.ts';
import { createListings, createStepFiles, listFiles } from './step-files.ts';
import { MEMORY_FILE } from './step-memory.ts';

/** A file that is not what its step writes. */
export interface StaleOutput {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'missing' | 'outdated' | 'left over';
}

/** What a check has found. */
export type Checked =
  | { readonly kind: 'current' }
  | { readonly kind: 'stale'; readonly outputs: readonly StaleOutput[] }
  | Extract<Generation, { kind: 'failed' }>
  | { readonly kind: 'aborted' };

/** A file at one moment; undefined where there is none. */
type Kept = { readonly bytes: Buffer; readonly mode: number } | undefined;

/**
 * Runs the steps of the plan that have to be run, compares what they have written with what was there, and puts that
 * back, as well as the go.mod and go.sum that a tool has tidied. Rejects where the file system refuses.
 */
export async function checkOutputs(
  plan: Plan,
  deps: GeneratorDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Checked> {
  return inTemporaryFolder(plan.output.cache, 'check-', async (cache) => {
    // What is remembered afterwards is of outputs that are not there.
    for (const name of [MEMORY_FILE, LAST_SUCCESS_FILE]) {
      await copyFile(join(plan.output.cache, name), join(cache, name)).catch(() => undefined);
    }
    const generator = createGenerator({ ...plan, output: { ...plan.output, cache } }, deps);
    const ofModules = listModuleFiles(plan);
    const before = await keep([...listOutputs(generator.outputs()), ...ofModules]);
    const generation = await generator.generate(signal, report);
    const paths = new Set([...before.keys(), ...listOutputs(generator.outputs())]);
    const after = await keep([...paths]);
    const changed = [...paths].filter((path) => !isSame(before.get(path), after.get(path)));
    for (const path of changed) await putBack(path, before.get(path), plan.workspaceRoot);
    switch (generation.kind) {
      case 'failed':
        return generation;
      case 'aborted':
        return { kind: 'aborted' };
      case 'current':
      case 'generated': {
        const stale = changed.filter((path) => !ofModules.includes(path)).sort();
        const outputs = stale.map((path): StaleOutput => {
          if (!before.get(path)) return { path, kind: 'missing' };
          return { path, kind: after.get(path) ? 'outdated' : 'left over' };
        });
        return outputs.length === 0 ? { kind: 'current' } : { kind: 'stale', outputs };
      }
    }
  });
}

function listOutputs(sets: readonly FileSet[]): readonly string[] {
  const listings = createListings();
  return sets.flatMap((set) => listFiles(createStepFiles(set), listings));
}

/** What gqlgen and others tidy on their way: in the project's root, and above it as far as the workspace goes. */
function listModuleFiles({ projectRoot, workspaceRoot }: Plan): readonly string[] {
  const folders = [projectRoot];
  for (let at = projectRoot; at !== workspaceRoot && at !== dirname(at);) folders.push((at = dirname(at)));
  return folders.flatMap((folder) =>
    ['go.mod', 'go.sum', 'go.work', 'go.work.sum'].map((name) => join(folder, name)),
  );
}

async function keep(paths: readonly string[]): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>();
  for (const path of new Set(paths)) {
    const found = await Promise.all([readFile(path), stat(path)]).catch(() => undefined);
    kept.set(path, found && { bytes: found[0], mode: found[1].mode });
  }
  return kept;
}

function isSame(one: Kept, other: Kept): boolean {
  return one && other ? one.bytes.equals(other.bytes) : one === other;
}

/** Makes the file what it was; with one that was not there go the folders that were made for it. */
async function putBack(path: string, kept: Kept, root: string): Promise<void> {
  if (kept) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, kept.bytes);
    await chmod(path, kept.mode);
    return;
  }
  await rm(path, { force: true });
  for (let folder = dirname(path); folder !== root && folder !== dirname(folder); folder = dirname(folder)) {
    const isEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}
