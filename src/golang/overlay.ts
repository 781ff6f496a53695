import { dirname, resolve } from 'node:path';

/** What `go build -overlay` is told: files that stand in for others. Absolute paths. */
export interface Overlay {
  /** The files that are read instead. */
  readonly replacements: readonly string[];
  /** The directories of what they stand in for, which need not exist. */
  readonly directories: ReadonlySet<string>;
}

/**
 * Reads the JSON that `-overlay` names (`go help build`): `{"Replace": {"path": "replacement"}}`, an empty
 * replacement for a file that is hidden. Paths count from `cwd` (absolute), where go runs. What is no such JSON is an
 * empty overlay; go says what is wrong with it.
 */
export function parseOverlay(text: string, cwd: string): Overlay {
  const found = Object.entries(readReplace(text)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return {
    replacements: found.map(([, replacement]) => resolve(cwd, replacement)),
    directories: new Set(found.map(([path]) => dirname(resolve(cwd, path)))),
  };
}

function readReplace(text: string): object {
  try {
    const { Replace } = JSON.parse(text) as { Replace?: object | null };
    return Replace ?? {};
  } catch {
    return {};
  }
}
