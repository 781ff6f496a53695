import { isAbsolute, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { makeFolder } from '../../files/folders.ts';
import { type Clocks, earliestSince, type Moment, takeMoment } from '../../files/moment.ts';
import { parseJsonStream } from '../../golang/go-list.ts';
import { outline } from '../../golang/outline.ts';
import type { GoPlan, Plan } from '../../plan/plan.ts';
import { gently, runCommand, type RunDeps } from '../../process/run-command.ts';
import type { System } from '../../process/system.ts';
import { removeTemporary, temporaryEnvironment } from '../install.ts';
import { CLOCK_TICK, type Contents, digestText, type SourceFiles, type Stamps } from './contents.ts';
import { readSteps, type Recipe } from './recipe.ts';
import { findObstacle, readSettings, SETTINGS, toolEnvironment } from './tool-settings.ts';

export interface RecipeDeps extends RunDeps {
  readonly files: SourceFiles;
  readonly clocks: Clocks;
  readonly system: Pick<System, 'nice' | 'buildsHot' | 'commandEndings' | 'pathDelimiter'>;
}

export type Asked =
  | {
      readonly kind: 'made';
      readonly recipe: Recipe;
      /** The objects in Go's cache are those of the last build: no source has changed since it began. */
      readonly isOfLastBuild: boolean;
      /** What each source was as its object was made. */
      readonly stamps: Stamps;
      readonly contents: Contents;
    }
  /** Not for this program, whatever is edited. */
  | { readonly kind: 'unfit'; readonly because: string }
  /** Not now. */
  | { readonly kind: 'failed' };

/** Files read before others get a turn: some 5 ms. */
const AT_ONCE = 50;

/**
 * Asks go how it would build the whole program (`go build -n -a`, which runs nothing) and where the compiled
 * packages lie. Takes 0.2 to 0.5 s of a processor, so it is done when nobody waits. `builtSince` is when the
 * last build began. An abort ends it as `failed`.
 */
export async function askRecipe(
  plan: Plan,
  builtSince: Moment,
  deps: RecipeDeps,
  signal: AbortSignal,
): Promise<Asked> {
  try {
    await makeFolder(plan.output.temporary);
    return await ask(plan, builtSince, deps, signal);
  } catch {
    // The cache can't be written; the next build says so.
    return { kind: 'failed' };
  } finally {
    await removeTemporary(plan.output);
  }
}

async function ask(
  plan: Plan,
  builtSince: Moment,
  { startChild, killTree, files, clocks, system }: RecipeDeps,
  signal: AbortSignal,
): Promise<Asked> {
  const { go, output } = plan;
  const env = { ...go.env, ...temporaryEnvironment(output) };
  const began = takeMoment(clocks);
  // The program that has just been started comes first.
  const gentle = { startChild: gently(startChild, system), killTree };
  const run = async (...args: readonly string[]) => {
    const command = { file: go.binary, args, cwd: go.cwd, env, output: 'capture' as const };
    const ended = await runCommand(command, gentle, signal);
    const succeeded = ended?.exit.kind === 'code' && ended.exit.code === 0;
    return succeeded ? ended : undefined;
  };
  const settings = readSettings((await run('env', '-json', ...SETTINGS))?.stdout ?? '');
  if (!settings) return { kind: 'failed' };
  const obstacle = findObstacle(plan, settings);
  if (obstacle !== undefined) return { kind: 'unfit', because: `the flag ${obstacle}` };

  const fields = '-json=ImportPath,Export,Standard';
  const [printed, listed] = await Promise.all([
    run('build', '-n', '-a', '-o', output.next, ...go.buildFlags, go.package),
    run('list', '-export', '-deps', fields, ...go.listFlags, go.package),
  ]);
  const packages = parseJsonStream(listed?.stdout ?? '');
  if (!printed || !listed || !packages.ok) return { kind: 'failed' };
  const { GOROOT = '', GOMODCACHE = '', GOENV = '' } = settings;
  const steps = readSteps({
    // In -n mode go prints to stderr.
    printed: printed.stderr,
    packages: packages.value,
    foreign: [GOROOT, GOMODCACHE].filter((folder) => folder !== ''),
  });
  if ('kind' in steps) return steps;
  if (system.buildsHot !== 'all' && steps.link.importPaths.includes('runtime/cgo'))
    return { kind: 'unfit', because: 'the program has C in it' };

  const outlines = new Map<string, string>();
  const stamps = new Map<string, string>();
  const contents = new Map<string, string>();
  let newest = 0;
  for (const path of steps.packageOf.keys()) {
    if (outlines.size % AT_ONCE === 0) await setImmediate();
    // Before its stamp: then a change after that has another one.
    const text = files.readText(path) ?? '';
    const stamp = files.stamp(path);
    stamps.set(path, stamp?.text ?? '');
    newest = Math.max(newest, stamp?.ctimeMs ?? Infinity);
    outlines.set(path, outline(text));
    const digest = digestText(text);
    if (digest !== undefined) contents.set(path, digest);
  }
  // What has changed meanwhile may have been read before or after.
  if (signal.aborted || newest >= earliestSince(began, clocks) - CLOCK_TICK) return { kind: 'failed' };
  const tools = [...steps.steps.values()].flatMap((step) => (step.kind === 'compile' ? [step.tool] : []));
  const toolchain = new Map(
    [...new Set([...findGo(go, system), ...tools, steps.link.tool, GOENV])].map((path) => [
      path,
      files.stamp(path)?.text ?? '',
    ]),
  );
  const recipe = { ...steps, outlines, toolchain, env: toolEnvironment(plan, settings) };
  const isOfLastBuild = newest < earliestSince(builtSince, clocks) - CLOCK_TICK;
  return { kind: 'made', recipe, isOfLastBuild, stamps, contents };
}

/** Everywhere the go command is looked for: another one may be put in its place, or before it on PATH. */
function findGo({ binary, env }: GoPlan, system: RecipeDeps['system']): readonly string[] {
  if (isAbsolute(binary)) return [binary];
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(system.pathDelimiter);
  return folders.flatMap((folder) => system.commandEndings.map((ending) => join(folder, binary + ending)));
}
