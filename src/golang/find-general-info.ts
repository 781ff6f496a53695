import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** True if this Go source has swag's general API annotations: a comment line with `@title`. */
export function hasTitle(source: string): boolean {
  return /^[ \t]*(?:\/\/|\/?\*)?[ \t]*@title(?:[ \t]|$)/im.test(source);
}

/**
 * The file of the package in this absolute directory that has the general API annotations (`@title`), as an
 * absolute path: main.go where several have them, else the first by name. Undefined where none has, or where
 * the directory can't be read.
 */
export async function findGeneralInfo(directory: string): Promise<string | undefined> {
  const names = (await readdir(directory).catch(() => [])).filter(isParsedFile).sort();
  for (const name of ['main.go', ...names.filter((name) => name !== 'main.go')]) {
    const source = await readFile(join(directory, name), 'utf8').catch(() => '');
    if (hasTitle(source)) return join(directory, name);
  }
  return undefined;
}

/** True if swag parses a file of this name (swag v1.16.6, parser.go, parseFile). */
export function isParsedFile(name: string): boolean {
  return name.endsWith('.go') && !name.toLowerCase().endsWith('_test.go');
}
