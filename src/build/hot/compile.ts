import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../../supervise/child.ts';
import type { CompileStep } from './compile-step.ts';
import { findCompiled, type CompiledPackage, type Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';

/** A command of the hot path, with the folder that it writes to made. */
export interface Prepared {
  readonly command: Command;
  readonly result: CompiledPackage;
}

/**
 * Writes what the compiler has to be told, into a folder of the package's own, and gives the command. The two
 * halves of the object are split (`-linkobj`), so that a changed body need not look like a changed interface.
 * Undefined where go has not named an import; rejects where the folder can't be written.
 */
export async function prepareCompile(
  step: CompileStep,
  folder: string,
  objects: Objects,
  recipe: Recipe,
): Promise<Prepared | undefined> {
  const lines = [...step.otherImports];
  for (const imported of step.imports) {
    const compiled = findCompiled(imported, objects, recipe);
    if (!compiled) return undefined;
    lines.push(`packagefile ${imported}=${compiled.exported}`);
  }
  await mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  await writeFile(path('importcfg'), `${lines.join('\n')}\n`);
  if (step.embedcfg !== undefined) await writeFile(path('embedcfg'), step.embedcfg);
  const result = { exported: path('exported.a'), object: path('object.a') };
  const own = ['-o', result.exported, '-linkobj', result.object, '-importcfg', path('importcfg')];
  const embed = step.embedcfg === undefined ? [] : ['-embedcfg', path('embedcfg')];
  return {
    command: {
      file: step.tool,
      args: [...own, ...embed, ...step.flags, ...step.files],
      cwd: step.cwd,
      env: { ...recipe.env, ...readAssignments(step.env), PWD: step.cwd },
      output: 'capture',
    },
    result,
  };
}

/** `NAME=value` words as an environment. */
export function readAssignments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}
