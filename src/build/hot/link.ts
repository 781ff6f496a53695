import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from '../../supervise/child.ts';
import { readAssignments } from './compile.ts';
import { findCompiled, type Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';

/**
 * Writes what the linker has to be told into `folder`, and gives the command that links to `output`. Undefined
 * where go has not named an object; rejects where the folder can't be written.
 */
export async function prepareLink(
  recipe: Recipe,
  folder: string,
  objects: Objects,
  output: string,
  cwd: string,
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
    file: link.tool,
    args: ['-o', output, '-importcfg', importcfg, id, ...link.flags, main.object],
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
