import { readFile } from 'node:fs/promises';
import { hasSameEntry } from './archive.ts';
import type { Recipe } from './recipe.ts';

/** Where a compiled package lies: what importers read, and what the linker reads. Absolute paths. */
export interface CompiledPackage {
  readonly exported: string;
  readonly object: string;
}

/** By import path: the packages that the hot path has compiled. All others lie in Go's cache. */
export type Objects = ReadonlyMap<string, CompiledPackage>;

/** Where the compiled package lies; undefined where go has not named it. */
export function findCompiled(
  importPath: string,
  objects: Objects,
  recipe: Recipe,
): CompiledPackage | undefined {
  const exported = recipe.exports.get(importPath);
  return objects.get(importPath) ?? (exported === undefined ? undefined : { exported, object: exported });
}

/** How a package that was compiled anew differs from what it was. */
export interface Difference {
  /** Importers would get other code. */
  readonly exports: boolean;
  /** The program would get other code. */
  readonly code: boolean;
}

/** Compares by what importers and the linker would read; fails (rejects) where a file can't be read. */
export async function compareCompiled(before: CompiledPackage, now: CompiledPackage): Promise<Difference> {
  const read = (path: string) => readFile(path);
  const [oldExported, newExported, newObject] = (await Promise.all(
    [before.exported, now.exported, now.object].map(read),
  )) as [Buffer, Buffer, Buffer];
  const oldObject = before.object === before.exported ? oldExported : await read(before.object);
  return {
    exports: !hasSameEntry('__.PKGDEF', oldExported, newExported),
    code: !hasSameEntry('_go_.o', oldObject, newObject),
  };
}
