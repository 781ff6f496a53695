import { sep } from 'node:path';
import type { Environment } from '../../process/child.ts';
import { readPrintedBuild } from './printed-build.ts';
import {
  type CompileStep,
  type FixedStep,
  type LinkStep,
  readCompileStep,
  readLinkStep,
  type Unfit,
} from './steps.ts';

/** How the program is compiled and linked, package by package, as things stood when it was made. */
export interface Recipe {
  /** By import path; what they import comes before them. Packages of Go itself are left out. */
  readonly steps: ReadonlyMap<string, CompileStep | FixedStep>;
  readonly link: LinkStep;
  /** The package that a file of the user's own belongs to, by absolute path. */
  readonly packageOf: ReadonlyMap<string, string>;
  /** The packages that import a package themselves. */
  readonly importers: ReadonlyMap<string, readonly string[]>;
  /** Where Go's cache has a package's object. */
  readonly exports: ReadonlyMap<string, string>;
  /** The outline of each file of `packageOf`. */
  readonly outlines: ReadonlyMap<string, string>;
  /** What tells the toolchain and go's settings from others, by file: its stamp. */
  readonly toolchain: ReadonlyMap<string, string>;
  /** Environment of compiler and linker. */
  readonly env: Environment;
}

/** What go has said about the program. */
export interface GoAnswers {
  /** Of `go build -n -a`. */
  readonly printed: string;
  /** Of `go list -export -deps -json=ImportPath,Export,Standard`. */
  readonly packages: readonly GoObject[];
  /** Folders of sources that nobody edits. Absolute. */
  readonly foreign: readonly string[];
}

export interface GoObject {
  readonly ImportPath: string;
  readonly Export?: string;
  readonly Standard?: boolean;
}

export type Steps = Pick<Recipe, 'steps' | 'link' | 'packageOf' | 'importers' | 'exports'>;

/** Puts together what go has said; unfit where the program can't be linked apart from go. Pure. */
export function readSteps({ printed, packages, foreign }: GoAnswers): Steps | Unfit {
  const exports = new Map<string, string>();
  const standard = new Set<string>();
  for (const { ImportPath, Export, Standard } of packages) {
    if (Export) exports.set(ImportPath, Export);
    if (Standard) standard.add(ImportPath);
  }
  const own = readPrintedBuild(printed, (importPath) => !standard.has(importPath));
  const main = own.at(-1);
  if (!main) return { kind: 'unfit', because: 'go prints no commands' };
  const link = readLinkStep(main);
  if (link.kind === 'unfit') return link;
  const missing = link.importPaths.find((path) => !exports.has(path));
  if (missing !== undefined) return { kind: 'unfit', because: `go names no object of ${missing}` };

  const steps = new Map(own.map((one) => [one.importPath, readCompileStep(one)]));
  const packageOf = new Map<string, string>();
  const importers = new Map<string, string[]>();
  for (const [importPath, step] of steps) {
    const isOwn = (file: string) => !foreign.some((folder) => file.startsWith(folder + sep));
    const files = step.kind === 'compile' ? step.files.filter(isOwn) : [];
    for (const file of files) packageOf.set(file, importPath);
    for (const imported of step.imports) {
      const known = importers.get(imported);
      if (known) known.push(importPath);
      else importers.set(imported, [importPath]);
    }
  }
  return { steps, link, packageOf, importers, exports };
}
