import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type RunDeps, runCommand } from '../../process/run-command.ts';
import { prepareCompile } from './commands.ts';
import { compareCompiled, type CompiledPackage, findCompiled, type Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';

export type Compiled =
  | {
      readonly kind: 'compiled';
      readonly objects: Objects;
      /** In the order in which they were compiled. */
      readonly importPaths: readonly string[];
      /** The linker or a package that is compiled later would get something else than before. */
      readonly differs: boolean;
    }
  | { readonly kind: 'leave'; readonly because: string }
  | { readonly kind: 'aborted' };

/**
 * Compiles the packages, and those that import them where what they export has changed, side by side as far as
 * their imports and `atOnce` allow. `objects` is left as it is; the new ones are put into `folder`.
 */
export async function compilePackages(
  packages: ReadonlySet<string>,
  recipe: Recipe,
  objects: Objects,
  folder: string,
  deps: RunDeps,
  signal: AbortSignal,
  atOnce: number = availableParallelism(),
): Promise<Compiled> {
  const results = new Map(objects);
  const waiting = new Set(packages);
  const running = new Map<string, Promise<void>>();
  const importPaths: string[] = [];
  let differs = false;
  let obstacle: string | undefined;

  const compile = async (importPath: string): Promise<void> => {
    const number = importPaths.push(importPath);
    const outcome = await compileOne(importPath, recipe, results, join(folder, String(number)), deps, signal);
    if (outcome === null) return;
    if ('because' in outcome) {
      obstacle ??= outcome.because;
      return;
    }
    results.set(importPath, outcome.compiled);
    // What is exported has to be kept as well, though no code may have changed by it so far.
    differs ||= outcome.code || outcome.exports;
    if (outcome.exports) for (const importer of recipe.importers.get(importPath) ?? []) waiting.add(importer);
  };

  while ((waiting.size > 0 || running.size > 0) && obstacle === undefined && !signal.aborted) {
    const unfinished = new Set([...waiting, ...running.keys()]);
    for (const importPath of waiting) {
      if (running.size >= atOnce) break;
      if (dependsOnOther(importPath, unfinished, recipe)) continue;
      waiting.delete(importPath);
      running.set(
        importPath,
        compile(importPath).finally(() => running.delete(importPath)),
      );
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  await Promise.all(running.values());
  if (signal.aborted) return { kind: 'aborted' };
  if (obstacle !== undefined) return { kind: 'leave', because: obstacle };
  return { kind: 'compiled', objects: results, importPaths, differs };
}

/** True where the package imports another of the given ones, itself or through others. */
function dependsOnOther(importPath: string, others: ReadonlySet<string>, recipe: Recipe): boolean {
  const seen = new Set<string>();
  const open = [importPath];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const step = recipe.steps.get(at);
    for (const imported of step?.imports ?? []) {
      if (others.has(imported)) return true;
      if (seen.has(imported) || !recipe.steps.has(imported)) continue;
      seen.add(imported);
      open.push(imported);
    }
  }
  return false;
}

type One =
  | { readonly compiled: CompiledPackage; readonly exports: boolean; readonly code: boolean }
  | { readonly because: string };

/** Null where it was aborted. */
async function compileOne(
  importPath: string,
  recipe: Recipe,
  objects: Objects,
  folder: string,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<One | null> {
  const step = recipe.steps.get(importPath);
  const before = findCompiled(importPath, objects, recipe);
  if (!step || step.kind === 'fixed' || !before)
    return { because: `${importPath}: ${step?.kind === 'fixed' ? step.because : 'go has not named it'}` };
  try {
    const prepared = await prepareCompile(step, folder, objects, recipe);
    if (!prepared) return { because: `${importPath}: an import has no object` };
    const ended = await runCommand(prepared.command, deps, signal);
    if (ended === null) return null;
    const isSilent = ended.stdout === '' && ended.stderr === '';
    if (ended.exit.kind !== 'code' || ended.exit.code !== 0 || !isSilent)
      return { because: `${importPath} does not compile` };
    return { compiled: prepared.result, ...(await compareCompiled(before, prepared.result)) };
  } catch (error) {
    return { because: `${importPath}: ${(error as Error).message}` };
  }
}
