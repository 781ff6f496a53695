import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the generators need to know of the package that they come with. */
export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  /** The entries that others may import, such as `./plugin`. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** This package's package.json. */
export function readOwnPackage(): OwnPackage {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as OwnPackage;
}

/** The folder of these templates. */
export function templates(of: 'service' | 'swagger' | 'frontend'): string {
  return join(import.meta.dirname, 'application/files', of);
}
