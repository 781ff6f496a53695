import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseModFile } from '../golang/go-mod-file.ts';

/** A go.mod (or go.work) file. */
export interface ModuleFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** The nearest `name` in this absolute directory or above it; undefined where there is none. */
export async function findAbove(
  directory: string,
  name: 'go.mod' | 'go.work',
): Promise<ModuleFile | undefined> {
  const path = join(directory, name);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) return { path, text };
  const above = dirname(directory);
  return above === directory ? undefined : findAbove(above, name);
}

/** The import path of GoFrame's resource manager, where this go.mod text requires GoFrame. */
export function findGoFrameResources(text: string): string | undefined {
  const required = new Set(parseModFile(text).requires);
  const module = ['github.com/gogf/gf/v2', 'github.com/gogf/gf'].find((path) => required.has(path));
  return module && `${module}/os/gres`;
}
