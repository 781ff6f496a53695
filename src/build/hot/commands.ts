import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from '../../process/child.ts';
import { type CompiledPackage, findCompiled, type Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';
import type { CompileStep } from './steps.ts';

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

/** A linker, and flags besides those of the recipe. */
export interface Linker {
  readonly tool: string;
  readonly flags: readonly string[];
}

/**
 * Writes what the linker has to be told into `folder`, and gives the command that links to `output`; by default with
 * Go's own linker. Undefined where go has not named an object; rejects where the folder can't be written.
 */
export async function prepareLink(
  recipe: Recipe,
  folder: string,
  objects: Objects,
  output: string,
  cwd: string,
  by: Linker = { tool: recipe.link.tool, flags: [] },
): Promise<Command | undefined> {
  const { link } = recipe;
  const lines: string[] = [];
  for (const importPath of link.importPaths) {
    const compiled = findCompiled(importPath, objects, recipe);
    if (!compiled) return undefined;
    lines.push(`packagefile ${importPath}=${compiled.object}`);
  }
  const main = findCompiled(link.mainPath, objects, recipe);
  if (!main) return undefined;
  const importcfg = join(folder, 'importcfg.link');
  await writeFile(importcfg, `${[...lines, ...link.otherLines].join('\n')}\n`);
  const directory = resolve(cwd, link.cwd);
  const id = `-buildid=${makeBuildId(link.idLength)}`;
  return {
    file: by.tool,
    args: ['-o', output, '-importcfg', importcfg, id, ...link.flags, ...by.flags, main.object],
    cwd: directory,
    env: { ...recipe.env, ...readAssignments(link.env), PWD: directory },
    output: 'capture',
  };
}

/**
 * A build ID that go has never given: were it one of go's, `go build -o` would take the file for current and
 * leave stale code in place. It has the length of go's, since the layout depends on it.
 */
export function makeBuildId(length: number): string {
  return `hot-path/${'x'.repeat(Math.max(0, length - 'hot-path/'.length))}`;
}
