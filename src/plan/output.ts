import { basename, dirname, join, resolve } from 'node:path';
import { describeSystem } from '../process/system.ts';
import type { OutputPlan } from './plan.ts';

/** Names the task: each has a cache folder of its own, so that two tasks of a project don't share a binary. */
export interface TaskName {
  readonly project: string;
  readonly target: string;
  readonly configuration?: string;
}

/** The process that builds; what it leaves unfinished bears its pid. */
export interface OutputOwner {
  readonly platform: NodeJS.Platform;
  readonly pid: number;
}

/**
 * The files of one task. `outputPath` is the user's, from the workspace's root. The binary has the same name
 * in each cycle, since programs look at their own path (PocketBase puts its data beside it).
 */
export function planOutput(
  task: TaskName,
  workspaceRoot: string,
  outputPath: string | undefined,
  { platform, pid }: OutputOwner,
): OutputPlan {
  const words = [task.target, task.configuration].filter((word) => word !== undefined);
  const cache = join(
    workspaceRoot,
    'node_modules/.cache/nx-go-run',
    toFileName(task.project),
    toFileName(words.join('.')),
  );
  const folder = outputPath === undefined ? join(cache, 'bin') : resolve(workspaceRoot, outputPath);
  const ending = describeSystem(platform).programEnding;
  const name = nameProgram(task.project);
  return {
    binary: join(folder, name + ending),
    next: join(folder, `.${name}.${pid}.next${ending}`),
    cache,
    replaced: join(folder, `.${name}.${pid}.replaced${ending}`),
    reference: join(folder, `.${name}.go${ending}`),
    temporary: join(cache, `tmp-${pid}`),
    hot: join(cache, `hot-${pid}`),
  };
}

/** The files of a run beside another one of its task: a binary of its own, in a folder of its own. */
export function planOutputApart(output: OutputPlan, pid: number): OutputPlan {
  const folder = join(output.cache, `bin-${pid}`);
  return {
    ...output,
    binary: join(folder, basename(output.binary)),
    next: join(folder, basename(output.next)),
    replaced: join(folder, basename(output.replaced)),
    reference: join(folder, basename(output.reference)),
  };
}

/** Where the last binary is put aside: two places, as two programs may run while the next is put in its place. */
export function asidesOf({ replaced }: Pick<OutputPlan, 'replaced'>): readonly string[] {
  return [replaced, replaced.replace(/\.replaced(?=\.exe$|$)/, '.replaced2')];
}

/** From where the processes of the run of a task with that pid may have been started: its binary, also once put aside. */
export function binariesOfRun({ binary, replaced, cache }: OutputPlan, pid: number): readonly string[] {
  const aside = basename(replaced).replace(/\.\d+(?=\.replaced)/, `.${pid}`);
  const folders = new Set([dirname(binary), join(cache, `bin-${pid}`)]);
  return [...folders].flatMap((folder) => [join(folder, basename(binary)), join(folder, aside)]);
}

/**
 * Files and folders that a build leaves where it is killed. `-go-tmp-umask` is what go makes beside its output
 * for a moment (moveOrCopyFile of cmd/go).
 */
export function scrapsOfBuild({ next, temporary }: OutputPlan): readonly string[] {
  return [`${next}-go-tmp-umask`, temporary];
}

/** Whether a file's name is one that the process with that pid gives to what it leaves beside the binary. */
export function isScrapOf(pid: number, name: string): boolean {
  return new RegExp(`^\\..+\\.${pid}\\.(next|replaced2?)(\\.exe)?(-go-tmp-umask)?$`).test(name);
}

/** The program's name: that of the project, without an npm scope. */
export function nameProgram(project: string): string {
  return toFileName(project.replace(/^@[^/]*\//, '').replaceAll('/', '-'));
}

/** Slashes become `+`, so that `@acme/api` and `acme-api` have folders of their own. */
function toFileName(name: string): string {
  return (
    name
      .replaceAll('/', '+')
      .replace(/[^\p{L}\p{M}\p{Nd}@+._-]+/gu, '-')
      .replace(/^\.+/, '') || 'program'
  );
}
