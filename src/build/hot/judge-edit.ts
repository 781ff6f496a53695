import { outline } from '../../golang/outline.ts';
import { type Contents, digestText, type SourceFiles, type Stamps } from './contents.ts';
import type { Objects } from './objects.ts';
import type { Recipe } from './recipe.ts';

/** What the hot path works from: the state of the last build. */
export interface Baseline {
  readonly recipe: Recipe;
  readonly objects: Objects;
  /** What the sources were before the objects were made of them. */
  readonly stamps: Stamps;
  readonly contents: Contents;
  /** The running binary was linked of exactly these objects. */
  readonly isLinked: boolean;
}

/** What an edit comes to: the packages to be compiled anew, or why go has to look at it. */
export type Judgement =
  | {
      readonly kind: 'compile';
      readonly packages: ReadonlySet<string>;
      /** What each source was before anything read it. */
      readonly stamps: Stamps;
      /** What was read of the changed ones: a digest by path, undefined where there is none. */
      readonly digests: ReadonlyMap<string, string | undefined>;
    }
  | { readonly kind: 'leave'; readonly because: string };

/**
 * Decides whether changed files provably leave all as the recipe has it: sources of its packages whose head and
 * directives are as they were, and the same toolchain and settings. A change that no event has told of (below
 * vendor, for one) counts as well; a source that is again what its object was made of does not.
 */
export function judgeEdit(
  told: Iterable<string>,
  { recipe, stamps: before, contents }: Pick<Baseline, 'recipe' | 'stamps' | 'contents'>,
  files: SourceFiles,
): Judgement {
  const leave = (because: string): Judgement => ({ kind: 'leave', because });
  for (const [path, stamp] of recipe.toolchain) {
    if ((files.stamp(path)?.text ?? '') !== stamp) return leave(`${path} changed`);
  }
  const stamps = new Map([...before.keys()].map((path) => [path, files.stamp(path)?.text ?? '']));
  const untold = [...stamps].flatMap(([path, stamp]) => (stamp === before.get(path) ? [] : [path]));
  const packages = new Set<string>();
  const digests = new Map<string, string | undefined>();
  for (const path of new Set([...told, ...untold])) {
    const importPath = recipe.packageOf.get(path);
    if (importPath === undefined) return leave(`${path} is none of the sources that the compiler got`);
    const text = files.readText(path);
    if (text === undefined) return leave(`${path} is gone`);
    if (outline(text) !== recipe.outlines.get(path))
      return leave(`the head or a directive of ${path} changed`);
    const digest = digestText(text);
    digests.set(path, digest);
    if (digest === undefined || digest !== contents.get(path)) packages.add(importPath);
  }
  return { kind: 'compile', packages, stamps, digests };
}
