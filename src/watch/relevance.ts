import { basename, dirname } from 'node:path';
import { matchesFile, type FileGlob } from '../plan/file-glob.ts';
import type { Change } from '../progress/run-event.ts';
import type { WatchSet } from './watch-set.ts';

/** Extensions that `go build` compiles besides Go itself (`go help filetype`). */
const COMPILED = /\.(c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx|syso)$/;

/** A file that go could take into a package: not a test, not hidden from it by a leading `.` or `_`. */
export function isSource(path: string): boolean {
  const name = basename(path);
  if (/^[._]/.test(name)) return false;
  return name.endsWith('.go') ? !name.endsWith('_test.go') : COMPILED.test(name);
}

/** Why a changed file matters to the program, or undefined where it does not. Pure. */
export function judge(
  path: string,
  kind: Change['kind'],
  set: WatchSet,
  ignore: readonly FileGlob[],
  generator: { concerns(path: string): boolean } | null = null,
): Change | undefined {
  if (ignore.some((glob) => matchesFile(glob, path))) return undefined;
  const file = set.files.get(path);
  if (file) return { path, kind, ...file };
  const directory = dirname(path);
  const owner = set.packages.get(directory);
  if (isSource(path) && owner && (owner.only?.has(path) ?? true)) {
    return { path, kind, action: 'rebuild', importedBy: owner.importedBy };
  }
  if (isSource(path) && set.awaited.has(directory)) return { path, kind, action: 'rebuild', importedBy: [] };
  const pattern = set.patterns.find((one) => one.matches(path));
  if (pattern) return { path, kind, action: pattern.action, importedBy: pattern.importedBy };
  return generator?.concerns(path) ? { path, kind, action: 'rebuild', importedBy: ['swagger'] } : undefined;
}
