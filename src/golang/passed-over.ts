import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files by their paths, with slashes; of the disk, of a workspace, or of the tree that a generator edits. */
export interface Files {
  readonly isFile: (path: string) => boolean;
  /** The text of a file; undefined where it can't be read. */
  readonly read: (path: string) => string | undefined;
}

/** The files of the disk below an absolute folder, by their paths from there; without one by absolute paths. */
export function filesOfDisk(root = ''): Files {
  const path = (name: string) => (root === '' ? name : join(root, name));
  return {
    isFile: (name) => statSync(path(name), { throwIfNoEntry: false })?.isFile() ?? false,
    read(name) {
      try {
        return readFileSync(path(name), 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * True for a folder in which no programs and no modules are looked for: names that go's patterns leave out (`go help
 * packages`), and copies of what is elsewhere.
 */
export function isPassedOver(folder: string, files: Files): boolean {
  return isHidden(nameOf(folder)) || isCopy(folder, files);
}

/** True for a folder's name that go's patterns leave out. */
export function isHidden(name: string): boolean {
  return /^([._].*|testdata)$/.test(name);
}

/**
 * True for node_modules, for go's own vendor folder (one beside a go.mod or go.work, or with a modules.txt; others are
 * folders like any), and for a linked worktree of git, which has all that is in the workspace a second time.
 */
export function isCopy(folder: string, files: Files): boolean {
  const name = nameOf(folder);
  if (name === 'node_modules') return true;
  if (name === 'vendor') {
    const above = folder.slice(0, -name.length);
    const signs = [`${above}go.mod`, `${above}go.work`, `${folder}/modules.txt`];
    if (signs.some((file) => files.isFile(file))) return true;
  }
  // gitrepository-layout(5). A submodule's is in `modules`.
  const link = `${folder}/.git`;
  return files.isFile(link) && /^gitdir: .*[\\/]worktrees[\\/][^\\/]+\s*$/.test(files.read(link) ?? '');
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}
