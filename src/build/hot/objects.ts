import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/** The entries of an archive that the compiler wrote, by name (cmd/internal/archive): `__.PKGDEF`, `_go_.o`. */
export function readArchive(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Buffer>();
  if (bytes.toString('latin1', 0, 8) !== '!<arch>\n') return entries;
  for (let at = 8; at + HEAD <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 16).trimEnd();
    const size = Number(bytes.toString('latin1', at + 48, at + 58));
    if (!Number.isInteger(size)) return entries;
    entries.set(name, bytes.subarray(at + HEAD, at + HEAD + size));
    at += HEAD + size + (size % 2);
  }
  return entries;
}

const HEAD = 60;

/**
 * True where both archives have the entry, and it says the same but for the build ID in its head, which go
 * stamps and the hot path does not.
 */
export function hasSameEntry(name: string, one: Buffer, other: Buffer): boolean {
  const [a, b] = [one, other].map((bytes) => readArchive(bytes).get(name));
  return a !== undefined && b !== undefined && withoutBuildId(a).equals(withoutBuildId(b));
}

function withoutBuildId(entry: Buffer): Buffer {
  const head = entry.toString('latin1', 0, 1024);
  const match = /\nbuild id "[^"\n]*"(?=\n)/.exec(head);
  if (!match) return entry;
  return Buffer.concat([entry.subarray(0, match.index), entry.subarray(match.index + match[0].length)]);
}

/** Removes the folders of builds of which no object is used any more. What can't be removed stays. */
export async function removeUnused(before: Objects, ...used: readonly Objects[]): Promise<void> {
  const kept = used.map(foldersOf);
  for (const folder of foldersOf(before)) {
    if (!kept.some((folders) => folders.has(folder)))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Each build has a folder, and in it one for each package. */
function foldersOf(objects: Objects): ReadonlySet<string> {
  return new Set([...objects.values()].map(({ object }) => dirname(dirname(object))));
}
