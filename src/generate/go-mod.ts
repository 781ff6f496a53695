import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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

/**
 * The first word after each `directive` of a go.mod text, in lines (`tool x`) and in blocks (`tool ( x )`),
 * as the Go modules reference defines them; quotes are taken off.
 */
export function readDirective(text: string, directive: string): string[] {
  const found: string[] = [];
  let inBlock: string | undefined;
  for (const line of text.split('\n')) {
    const words = line
      .replace(/\/\/.*/, '')
      .trim()
      .split(/\s+/);
    const first = words[0] ?? '';
    if (inBlock !== undefined) {
      if (first === ')') inBlock = undefined;
      else if (inBlock === directive && first !== '') found.push(first);
    } else if (words[1] === '(' || first.endsWith('(')) inBlock = first.replace(/\($/, '');
    else if (first === directive && words[1] !== undefined) found.push(words[1]);
  }
  return found.map((word) => word.replace(/^(["`])(.*)\1$/, '$2'));
}

/** The import path of swag as a tool of this go.mod text; undefined where it is none. */
export function findSwagTool(text: string): string | undefined {
  return readDirective(text, 'tool').find((path) =>
    /^github\.com\/swaggo\/swag(\/v\d+)?\/cmd\/swag$/.test(path),
  );
}

/** The import path of GoFrame's resource manager, where this go.mod text requires GoFrame. */
export function findGoFrameResources(text: string): string | undefined {
  const required = new Set(readDirective(text, 'require'));
  const module = ['github.com/gogf/gf/v2', 'github.com/gogf/gf'].find((path) => required.has(path));
  return module && `${module}/os/gres`;
}
