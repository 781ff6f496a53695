import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findUpwards } from '../../files/disk.ts';
import { readGoHead } from '../../golang/go-head.ts';
import { findLocalModules, type LocalModule, placeOfImport } from '../../golang/local-modules.ts';
import { readTextIfThere } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { isGeneratedText } from '../hand-written.ts';

/** A Go file of a package, tests left out. */
export interface GoFile {
  /** Absolute. */
  readonly path: string;
  readonly imports: readonly string[];
  /** True where it says so itself. */
  readonly isGenerated: boolean;
  /** True for what wire reads, and go leaves out. */
  readonly isInjector: boolean;
  /** Without `//go:generate`. */
  readonly directives: readonly string[];
}

/** Go files by folder, read again only where their times or sizes have changed. */
export interface GoPackages {
  /** Looks at the folders anew. */
  look(): void;
  files(folder: string): readonly GoFile[];
  /** The packages of the program that lie in this workspace: absolute folders, that of main first. */
  reachable(plan: Plan, from: string): readonly string[];
}

const DIRECTIVE = /^\/\/go:generate\s+(.+)$/gm;

/** Makes it with nothing read. */
export function createGoPackages(): GoPackages {
  const known = new Map<string, { readonly stamp: string; readonly file: GoFile }>();
  const readFile = (path: string): GoFile | undefined => {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) return undefined;
    const stamp = `${status.mtimeMs}.${status.ctimeMs}.${status.size}.${status.ino}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before.file;
    const text = readFileSync(path, 'utf8');
    const file: GoFile = {
      path,
      imports: readGoHead(text)?.imports ?? [],
      isGenerated: isGeneratedText(text),
      isInjector:
        /^\/\/go:build .*\bwireinject\b/m.test(text) && !/^\/\/go:build .*!\s*wireinject\b/m.test(text),
      directives: [...text.matchAll(DIRECTIVE)].map((match) => match[1]?.trim() ?? ''),
    };
    known.set(path, { stamp, file });
    return file;
  };
  const listFiles = (folder: string): readonly GoFile[] => {
    try {
      const names = readdirSync(folder).filter((name) => isSourceName(name));
      return names.map((name) => readFile(join(folder, name))).filter((one) => one !== undefined);
    } catch {
      return [];
    }
  };
  const seen = new Map<string, readonly GoFile[]>();
  const files = (folder: string): readonly GoFile[] => {
    const all = seen.get(folder) ?? listFiles(folder);
    seen.set(folder, all);
    return all;
  };
  return {
    look: () => seen.clear(),
    files,
    reachable(plan, from) {
      const modules = listModules(plan);
      const found = new Set([from]);
      // What is added meanwhile is visited, too.
      for (const folder of found) {
        for (const path of files(folder).flatMap(({ imports }) => imports)) {
          const place = placeOfImport(path, modules);
          if (place !== undefined) found.add(place);
        }
      }
      return [...found];
    },
  };
}

function isSourceName(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go') && !/^[._]/.test(basename(name));
}

function listModules(plan: Plan): readonly LocalModule[] {
  const found = plan.go.env['GOWORK'] === 'off' ? undefined : findUpwards(plan.go.cwd, 'go.work');
  const work = plan.go.workFile ?? found;
  const own = findUpwards(plan.go.cwd, 'go.mod');
  return findLocalModules(plan.go.cwd, work, own === undefined ? [] : [dirname(own)], readTextIfThere);
}

/** The folder in this workspace that an import path names; undefined for a path of elsewhere. */
export function findLocalPackage(plan: Plan, importPath: string): string | undefined {
  return placeOfImport(importPath, listModules(plan));
}
