import { joinPathFragments, type Tree } from '@nx/devkit';
import { isPassedOver, isProgramFile } from '../plan/main-packages.ts';
import { findPackageClause, isMarkedIgnored } from '../plan/package-clause.ts';

/** A Go file of a project. */
export interface GoSource {
  /** The directory that it is in, from the project's root; `.` for the root itself. */
  readonly directory: string;
  readonly name: string;
  readonly text: string;
}

/**
 * The Go files at or below a project's root that go might build into a program, tests left out. Folders in
 * `others` (from the workspace's root) belong to other projects and are passed over.
 */
export function readGoSources(tree: Tree, root: string, others: ReadonlySet<string>): GoSource[] {
  const read = (directory: string): GoSource[] =>
    tree.children(joinPathFragments(root, directory)).flatMap((name) => {
      const path = joinPathFragments(root, directory, name);
      if (tree.isFile(path)) {
        if (!isProgramFile(name)) return [];
        const text = tree.read(path, 'utf8') ?? '';
        return isMarkedIgnored(text) ? [] : [{ directory, name, text }];
      }
      return isPassedOver(name) || others.has(path) ? [] : read(joinPathFragments(directory, name));
    });
  return read('.');
}

/** The directories, from the project's root, whose sources are package main; sorted. */
export function findMainDirectories(sources: readonly GoSource[]): string[] {
  const mains = sources.filter(({ text }) => findPackageClause(text.replace(/^\uFEFF/, '')) === 'main');
  return [...new Set(mains.map(({ directory }) => directory))].sort();
}
