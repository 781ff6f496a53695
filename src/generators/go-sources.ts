import { joinPathFragments, type Tree } from '@nx/devkit';
import { isBuilt, tagsOfBuild } from '../golang/build-constraint.ts';
import { isProgramFile } from '../golang/main-packages.ts';
import { findPackageClause } from '../golang/go-head.ts';
import { isPassedOver } from '../golang/passed-over.ts';

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
  const files = {
    isFile: (path: string) => tree.isFile(path),
    read: (path: string) => tree.read(path, 'utf8') ?? undefined,
  };
  const read = (directory: string): GoSource[] =>
    tree.children(joinPathFragments(root, directory)).flatMap((name) => {
      const path = joinPathFragments(root, directory, name);
      if (tree.isFile(path)) {
        if (!isProgramFile(name)) return [];
        const text = tree.read(path, 'utf8') ?? '';
        return isBuilt(name, text, tagsOfBuild()) === false ? [] : [{ directory, name, text }];
      }
      return isPassedOver(path, files) || others.has(path) ? [] : read(joinPathFragments(directory, name));
    });
  return read('.');
}

/** The directories, from the project's root, whose sources are package main; sorted. */
export function findMainDirectories(sources: readonly GoSource[]): string[] {
  const mains = sources.filter(({ text }) => findPackageClause(text) === 'main');
  return [...new Set(mains.map(({ directory }) => directory))].sort();
}
