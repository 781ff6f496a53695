import { mkdir, readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { formatDuration } from '../events/phrases.ts';
import { removePatiently, renamePatiently } from '../files/patiently.ts';
import { toPackageArgument } from '../plan/go-command.ts';
import { endedWell, showCommand, showComplaints } from './complaints.ts';
import { type GoTask, listModules, listPackages, type ModulePart } from './go-task.ts';

/** What is built, and how. */
export interface BuildRequest {
  /** Packages as the user names them; empty: each main package of the project. */
  readonly packages: readonly string[];
  readonly flags: readonly string[];
  /** Absolute. */
  readonly outputPath: string;
}

/**
 * What makes a binary the same wherever and whenever it is built: no folder of this machine in it, and no commit, of
 * which the cache knows nothing.
 */
const REPEATABLE = ['-trimpath', '-buildvcs=false'];

/**
 * Builds each program of a project into a folder, beside it first, so that a failed build leaves what is there. Binaries
 * of an earlier build go, if the folder is below the workspace's `dist`. True if all is well.
 */
export async function buildPrograms(task: GoTask, request: BuildRequest): Promise<boolean> {
  const { lines, write } = task;
  const began = task.now();
  const next = `${request.outputPath}.next`;
  await removePatiently(next, { recursive: true });
  try {
    const taken = new Set<string>();
    for (const [index, part] of listModules(task).entries()) {
      if (request.packages.length > 0 && index > 0) break;
      const found = request.packages.length > 0 ? [request.packages] : await listPrograms(task, part, taken);
      if (found === null) return false;
      for (const [at, packages] of found.entries()) {
        if (packages.length === 0) continue;
        // Several programs of one name, of different folders.
        const into = at === 0 ? next : join(next, nameFolder(packages[0] ?? ''));
        if (!(await buildInto(task, part, into, packages, request.flags))) return false;
      }
    }
    const built = await readdir(next).catch(() => []);
    if (built.length === 0) {
      const message = 'there is no package main in this project';
      write(lines.problem('error', 'red', { message, hint: 'Write one, or turn the target off.' }));
      return false;
    }
    await replace(task, next, built, request.outputPath);
    const shown = built.length > 3 ? `${built.length} programs` : built.join(', ');
    write([
      lines.line(
        'built',
        'green',
        `${lines.show(request.outputPath)}: ${shown}`,
        formatDuration(task.now() - began),
      ),
    ]);
    return true;
  } finally {
    await removePatiently(next, { recursive: true });
  }
}

async function buildInto(
  task: GoTask,
  part: ModulePart,
  into: string,
  packages: readonly string[],
  flags: readonly string[],
): Promise<boolean> {
  await mkdir(into, { recursive: true });
  const args = ['build', ...REPEATABLE, ...flags];
  showCommand(task, part, ['go', ...args, ...packages]);
  const command = {
    file: task.go,
    args: [...args, '-o', into + sep, ...packages],
    output: 'capture',
  } as const;
  const ended = await task.run({ ...command, cwd: part.cwd, env: part.env });
  if (ended === null) return false;
  const good = endedWell(task, ended, task.go);
  if (!good || ended.stderr.trim() !== '') showComplaints(task, ended.stderr || ended.stdout, part.cwd);
  return good;
}

/**
 * The main packages of a part in groups of which none has two of one name: those whose names are not `taken` first,
 * the others each alone. Null where that can't be told.
 */
async function listPrograms(
  task: GoTask,
  part: ModulePart,
  taken: Set<string>,
): Promise<readonly (readonly string[])[] | null> {
  const listed = await listPackages(task, part, '{{.Dir}}\t{{.Name}}\t{{.ImportPath}}');
  if (listed === null) return null;
  const first: string[] = [];
  const others: string[][] = [];
  for (const [directory = '', packageName, importPath = ''] of listed) {
    if (packageName !== 'main') continue;
    // As go names a binary.
    const name = basename(importPath.replace(/(.)\/v\d+$/, '$1'));
    const program = toPackageArgument(part.cwd, directory);
    if (taken.has(name)) others.push([program]);
    else first.push(program);
    taken.add(name);
  }
  return first.length + others.length === 0 ? [] : [first, ...others];
}

function nameFolder(package_: string): string {
  return package_.replace(/^\.\//, '').replaceAll('/', '-');
}

/** Puts what was built in its place. */
async function replace(
  task: GoTask,
  next: string,
  built: readonly string[],
  outputPath: string,
): Promise<void> {
  await mkdir(outputPath, { recursive: true });
  const isOwn = relative(task.workspaceRoot, outputPath).split(sep)[0] === 'dist';
  if (isOwn) {
    const entries = await readdir(outputPath, { withFileTypes: true });
    const old = entries.filter((entry) => entry.isFile() && !built.includes(entry.name));
    for (const { name } of old) await removePatiently(join(outputPath, name));
  }
  for (const name of built) {
    await removePatiently(join(outputPath, name), { recursive: true });
    await renamePatiently(join(next, name), join(outputPath, name));
  }
}
