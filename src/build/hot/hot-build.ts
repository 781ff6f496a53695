import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { type Clocks, earliestSince, takeMoment } from '../../files/moment.ts';
import { removePatiently } from '../../files/patiently.ts';
import type { Link } from '../../events/run-event.ts';
import { type RunDeps, runCommand } from '../../process/run-command.ts';
import type { DeltaLink } from '../delta/delta.ts';
import { prepareLink } from './commands.ts';
import { compilePackages } from './compile-packages.ts';
import { learnContents, type SourceFiles } from './contents.ts';
import { type Baseline, judgeEdit } from './judge-edit.ts';
import type { Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';
import { isSameProgram } from './same-program.ts';

/** How an attempt ended. Durations in ms. */
export type HotOutcome =
  | {
      readonly kind: 'built';
      readonly baseline: Baseline;
      /** Import paths, in the order in which they were compiled. */
      readonly compiled: readonly string[];
      /** Runs the same code as the last one. */
      readonly sameAsLast: boolean;
      readonly compileMs: number;
      readonly linkMs: number;
      /** Absent where no delta was tried. */
      readonly link?: Link;
    }
  /** The go command has to do it. */
  | { readonly kind: 'leave'; readonly because: string }
  | { readonly kind: 'aborted' };

export interface HotDeps extends RunDeps {
  readonly files: SourceFiles;
  /** ms of a clock that never steps back */
  readonly now: () => number;
  readonly clocks: Clocks;
}

/**
 * Compiles what has changed and what that changes, and links, without the go command; the new binary lies at
 * `output.next`, unless it is the same as the last one. Whatever is unexpected leaves all as it was. `name` names a
 * folder that is not there yet. Where `linkDelta` has not linked, the whole program is.
 */
export async function hotBuild(
  { output, go }: Plan,
  baseline: Baseline,
  changed: ReadonlySet<string>,
  name: string,
  deps: HotDeps,
  signal: AbortSignal,
  linkDelta?: (objects: Objects, folder: string) => Promise<DeltaLink>,
): Promise<HotOutcome> {
  const { recipe } = baseline;
  const began = deps.now();
  const readAt = takeMoment(deps.clocks);
  const judged = judgeEdit(changed, baseline, deps.files);
  if (judged.kind === 'leave') return judged;
  const folder = join(output.hot, name);
  const outcome = await attempt();
  if (outcome.kind !== 'built' || outcome.sameAsLast)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  return outcome;

  async function attempt(): Promise<HotOutcome> {
    try {
      await mkdir(folder, { recursive: true });
      const { packages, stamps, digests } = judged as Extract<typeof judged, { kind: 'compile' }>;
      const compiled = await compilePackages(packages, recipe, baseline.objects, folder, deps, signal);
      if (compiled.kind !== 'compiled') return compiled;
      const compileMs = deps.now() - began;
      const paths = filesOf(compiled.importPaths, recipe);
      const read = { paths, digests, stamps, began: earliestSince(readAt, deps.clocks) };
      const contents = learnContents(baseline.contents, read, deps.files);
      const result = { kind: 'built' as const, compiled: compiled.importPaths, compileMs };
      // Another name of a running binary must not be written to.
      await removePatiently(output.next);
      const same = async (linkMs: number) => {
        // Somebody may have removed it.
        await access(output.binary);
        const linked = { ...baseline, stamps, contents, isLinked: true };
        return { ...result, baseline: linked, sameAsLast: true, linkMs };
      };
      if (!compiled.differs && baseline.isLinked) return await same(0);
      const { objects } = compiled;
      // Where no object differs, the whole program is linked, to be compared with the one that runs.
      const tried = compiled.differs ? await linkDelta?.(objects, folder) : undefined;
      if (tried?.kind === 'aborted') return tried;
      const now = { recipe, objects, stamps, contents, isLinked: true };
      const linkMs = () => deps.now() - began - compileMs;
      if (tried?.kind === 'linked')
        return { ...result, baseline: now, sameAsLast: false, linkMs: linkMs(), link: { kind: 'delta' } };
      const command = await prepareLink(recipe, folder, objects, output.next, go.cwd);
      if (!command) return { kind: 'leave', because: 'an object is not known' };
      const ended = await runCommand(command, deps, signal);
      if (ended === null) return { kind: 'aborted' };
      if (ended.exit.kind !== 'code' || ended.exit.code !== 0 || ended.stderr !== '')
        return { kind: 'leave', because: 'the program does not link' };
      if (!compiled.differs && (await isSameProgram(output.binary, output.next).catch(() => false))) {
        await removePatiently(output.next);
        return await same(linkMs());
      }
      const link: { link?: Link } = tried ? { link: { kind: 'full', because: tried.because } } : {};
      return { ...result, baseline: now, sameAsLast: false, linkMs: linkMs(), ...link };
    } catch (error) {
      return { kind: 'leave', because: (error as Error).message };
    }
  }
}

/** The user's own sources of these packages. */
function filesOf(importPaths: readonly string[], { packageOf }: Recipe): readonly string[] {
  const wanted = new Set(importPaths);
  return [...packageOf].flatMap(([path, importPath]) => (wanted.has(importPath) ? [path] : []));
}
