import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What may lie in a task's cache once it has ended: the last good build, the last that go has
 * linked, and what is remembered of it; besides it the linkers for deltas. */
const KEPT =
  /^app(\/serve(\/(bin(\/(app|\.app\.go))?|(readiness|generate)\.json))?)?$|^tools(\/go[^/]+(\/link)?)?$/;
/** What Nx itself leaves in the temporary folder. */
const OF_NX = /^(nx-|node-compile-cache|nx$|\.?[0-9a-f]{20}|plugin)/;

/** Files that should not be there after the end: in the plugin's cache, and in the temporary folder. */
export function findStrays(cache: string, temporary: string): string[] {
  const inCache = listFiles(cache).filter((path) => !KEPT.test(path));
  const inTemporary = readdirSync(temporary).filter((name) => !OF_NX.test(name));
  return [
    ...inCache.map((path) => `cache: ${path}`),
    ...inTemporary.map((name) => `temporary folder: ${name}`),
  ];
}

/** Words by which Node tells of what nobody has caught. */
const UNCAUGHT = /Unhandled|Uncaught|MaxListenersExceeded|ERR_[A-Z_]+|^\s+at \S.*:\d+:\d+\)?$/m;

/** The first line of an output that tells of an error which nobody has caught. */
export function findUncaught(output: string): string | undefined {
  const found = UNCAUGHT.exec(output);
  return found ? output.slice(found.index, found.index + 300) : undefined;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() || readdirSync(join(entry.parentPath, entry.name)).length === 0)
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
