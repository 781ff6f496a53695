import { readdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { type System, thisSystem } from '../process/system.ts';

/**
 * The one spelling of a path that is there: symbolic links resolved, as `/var` of macOS, which is one to `/private/var`,
 * and in the case of the disk where that does not matter to the system. Throws where there is no such path.
 */
export function realPath(
  path: string,
  { ignoresCase, drive }: Pick<System, 'ignoresCase' | 'drive'> = thisSystem,
): string {
  // On Windows it would make a network path of a drive that is mapped to one (nodejs#7726).
  return ignoresCase && drive === undefined ? realpathSync.native(path) : realpathSync(path);
}

/** The same; undefined where there is no such path. */
export function realPathIfThere(path: string): string | undefined {
  try {
    return realPath(path);
  } catch {
    return undefined;
  }
}

/**
 * A path that is there, with each name below `root` as the disk has it, where the system takes another case for the same:
 * file events and go name a file as the disk does. Links stay as they are.
 */
export function spellBelow(
  root: string,
  path: string,
  { ignoresCase }: Pick<System, 'ignoresCase'> = thisSystem,
): string {
  const between = relative(root, path);
  // From one drive to another there is no relative path.
  const isBelow = between !== '' && !between.startsWith('..') && !isAbsolute(between);
  if (!ignoresCase || !isBelow) return path;
  return between.split(sep).reduce((folder, name) => join(folder, findName(folder, name)), root);
}

function findName(folder: string, name: string): string {
  const names = readNames(folder);
  const isSame = (one: string) => one.toLowerCase() === name.toLowerCase();
  return names.includes(name) ? name : (names.find(isSame) ?? name);
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
