import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the generators need to know of the package that they come with. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  /** The entries that others may import, such as `./plugin`. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** This package's package.json. */
export function readOwnPackage(): OwnPackage {
  return JSON.parse(readFileSync(findAbove('package.json'), 'utf8')) as OwnPackage;
}

/** The folder of these templates. */
export function templates(of: 'service' | 'swagger' | 'frontend'): string {
  return join(findAbove('generators/application/files'), of);
}

/** The nearest of this name: below `dist` the bundler decides in which folder this code is. */
function findAbove(name: string, from = import.meta.dirname): string {
  const path = join(from, name);
  return existsSync(path) || dirname(from) === from ? path : findAbove(name, dirname(from));
}
