import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives a file's text by its path from the workspace's root; undefined where it can't be read. */
export type ReadWorkspaceFile = (file: string) => string | undefined;

/** Reads the files of the workspace with this root. */
export function readsFrom(workspaceRoot: string): ReadWorkspaceFile {
  return (file) => {
    try {
      return readFileSync(join(workspaceRoot, file), 'utf8');
    } catch {
      return undefined;
    }
  };
}
