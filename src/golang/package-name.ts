import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isBuilt, tagsOfBuild } from './build-constraint.ts';
import { isProgramFile } from './main-packages.ts';
import { findPackageClause } from './go-head.ts';

const keywords = new Set(
  'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var'.split(
    ' ',
  ),
);

/**
 * The package of a Go file that is to be written at this absolute path: that of the files beside it; in a
 * folder without Go the folder's name where Go takes it for one, else `packed`.
 */
export async function choosePackageName(path: string): Promise<string> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter(isProgramFile).sort()) {
    if (name === basename(path)) continue;
    const source = await readFile(join(directory, name), 'utf8').catch(() => '');
    const clause = findPackageClause(source);
    if (clause !== undefined && isBuilt(name, source, tagsOfBuild()) !== false) return clause;
  }
  const name = basename(directory);
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && name !== '_' && !keywords.has(name) ? name : 'packed';
}
