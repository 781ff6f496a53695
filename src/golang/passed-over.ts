import { readFileSync, statSync } from 'node:fs';

/** Files by their paths, with slashes; of the disk, of a workspace, or of the tree that a generator edits. */
export interface Files {
  isFile(path: string): boolean;
  /** The text of a file; undefined where it can't be read. */
  read(path: string): string | undefined;
}

/** The files of the disk, by absolute paths. */
export const diskFiles: Files = {
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/**
 * True for a folder in which no programs and no modules are looked for: names that go's patterns leave out (`go help
 * packages`), node_modules, go's own vendor folder (one beside a go.mod or go.work, or with a modules.txt; others
 * are folders like any), and a linked worktree of git, which has all that is in the workspace a second time.
 */
export function isPassedOver(folder: string, files: Files): boolean {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  if (/^([._].*|testdata|node_modules)$/.test(name)) return true;
  if (name === 'vendor') {
    const above = folder.slice(0, -'vendor'.length);
    const signs = [`${above}go.mod`, `${above}go.work`, `${folder}/modules.txt`];
    if (signs.some((file) => files.isFile(file))) return true;
  }
  // gitrepository-layout(5). A submodule's is in `modules`.
  const link = `${folder}/.git`;
  return files.isFile(link) && /^gitdir: .*[\\/]worktrees[\\/][^\\/]+\s*$/.test(files.read(link) ?? '');
}
