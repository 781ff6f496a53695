import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { findUpwards, type ReadText } from '../files/disk.ts';
import { realPathIfThere } from '../files/real-path.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { filesOfDisk, isPassedOver } from '../golang/passed-over.ts';
import { toPackageArgument } from '../plan/go-command.ts';
import type { Command, Ended, Environment } from '../process/child.ts';
import type { Lines } from '../terminal/lines.ts';
import { endedWell, showComplaints } from './complaints.ts';

/** A task of Nx that runs go commands to their end. Paths are absolute. */
export interface GoTask {
  readonly project: string;
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  /** The roots of all projects, this one included. */
  readonly projectRoots: readonly string[];
  /** The go command: a name on PATH, or a path. */
  readonly go: string;
  /** The whole environment of go commands. */
  readonly env: Environment;
  readonly lines: Lines;
  readonly write: (lines: readonly string[]) => void;
  /** Runs a command to its end; null where the task is ended first. */
  readonly run: (command: Command) => Promise<Ended | null>;
  readonly readText: ReadText;
  /** ms of a clock that never steps back */
  readonly now: () => number;
}

/** The part of a project that lies in one module: where go commands run for it. */
export interface ModulePart {
  /** The project's root, or that of a module below it. */
  readonly cwd: string;
  /** The folder of its go.mod; undefined where there is none. */
  readonly module: string | undefined;
  readonly env: Environment;
  /** Folders of other modules that the go.work in force uses, where it uses this one. */
  readonly used: readonly string[];
  /** How the command is shown: with `GOWORK=off` where that is set for it. */
  readonly prefix: readonly string[];
}

/**
 * The modules that a project's packages belong to: the one at or above its root, and those below it that are no
 * projects of their own. go leaves a module alone that its go.work does not use: there GOWORK is off.
 */
export function listModules(task: GoTask): readonly ModulePart[] {
  const { projectRoot, env, readText } = task;
  const above = findUpwards(projectRoot, 'go.mod');
  const below = findModulesBelow(projectRoot, new Set(task.projectRoots));
  const parts = [
    ...(above === undefined ? [] : [{ cwd: projectRoot, module: dirname(above) }]),
    ...below.map((folder) => ({ cwd: folder, module: folder })),
  ];
  if (parts.length === 0) return [{ cwd: projectRoot, module: undefined, env, used: [], prefix: [] }];
  const spell = (path: string) => realPathIfThere(path) ?? path;
  return parts.map(({ cwd, module }) => {
    const set = env['GOWORK'] ?? '';
    const work = set === '' ? findUpwards(module, 'go.work') : isAbsolute(set) ? set : undefined;
    const uses = work === undefined ? [] : parseModFile(readText(work) ?? '').uses;
    const used = uses.map((use) => spell(resolve(dirname(work as string), use)));
    const isUsed = used.includes(spell(module));
    const isOff = work !== undefined && !isUsed;
    return {
      cwd,
      module,
      env: isOff ? { ...env, GOWORK: 'off' } : env,
      used: isUsed ? used.filter((folder) => folder !== spell(module)) : [],
      prefix: isOff ? ['GOWORK=off'] : [],
    };
  });
}

/** The folders of go.mod files below a folder, less those in which nothing is looked for. */
function findModulesBelow(folder: string, projectRoots: ReadonlySet<string>): string[] {
  const disk = filesOfDisk();
  return listFolders(folder)
    .map((name) => join(folder, name))
    .filter((path) => !projectRoots.has(path) && !isPassedOver(path.split(sep).join('/'), disk))
    .flatMap((path) => [
      ...(disk.isFile(join(path, 'go.mod')) ? [path] : []),
      ...findModulesBelow(path, projectRoots),
    ]);
}

function listFolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== 'dist').map(({ name }) => name);
  } catch {
    return [];
  }
}

/**
 * The packages of a part as go takes them: all, or where projects of their own lie below, each that belongs to none of
 * those. Null where go can't tell, which is shown, or the task is ended first.
 */
export async function listPackagePatterns(task: GoTask, part: ModulePart): Promise<readonly string[] | null> {
  const inner = task.projectRoots.filter((root) => root.startsWith(part.cwd + sep));
  if (inner.length === 0) return ['./...'];
  const listed = await listPackages(task, part, '{{.Dir}}');
  if (listed === null) return null;
  return listed.map(([directory = '']) => toPackageArgument(part.cwd, directory));
}

/**
 * What `go list` says of each package of the part, by a template of Go whose fields tabs divide; the first is its
 * folder. Packages of other projects are left out. Null where go can't tell, which is shown, or the
 * task is ended first.
 */
export async function listPackages(
  task: GoTask,
  { cwd, env }: ModulePart,
  template: string,
): Promise<readonly (readonly string[])[] | null> {
  const args = ['list', '-e', '-f', template, './...'];
  const ended = await task.run({ file: task.go, args, cwd, env, output: 'capture' });
  if (ended === null) return null;
  if (!endedWell(task, ended, task.go)) {
    showComplaints(task, ended.stderr, cwd);
    return null;
  }
  const inner = task.projectRoots.filter((root) => root.startsWith(cwd + sep));
  const isInner = (folder: string) => inner.some((root) => folder === root || folder.startsWith(root + sep));
  return ended.stdout
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .filter(([folder = '']) => !isInner(folder));
}
