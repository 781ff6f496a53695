import { outline } from '../../watch/outline.ts';
import type { SourceFiles } from './ask-recipe.ts';
import type { Recipe } from './recipe.ts';

/** What an edit comes to: the packages to be compiled anew, or why go has to look at it. */
export type Judgement =
  | { readonly kind: 'compile'; readonly packages: ReadonlySet<string> }
  | { readonly kind: 'leave'; readonly because: string };

/**
 * Decides whether changed files provably leave all as the recipe has it: sources of its packages whose head and
 * directives are as they were, and the same toolchain and settings.
 */
export function judgeEdit(changed: Iterable<string>, recipe: Recipe, files: SourceFiles): Judgement {
  const leave = (because: string): Judgement => ({ kind: 'leave', because });
  for (const [path, stamp] of recipe.toolchain) {
    if ((files.stamp(path)?.text ?? '') !== stamp) return leave(`${path} changed`);
  }
  const packages = new Set<string>();
  for (const path of changed) {
    const importPath = recipe.packageOf.get(path);
    if (importPath === undefined) return leave(`${path} is none of the sources that the compiler got`);
    const text = files.readText(path);
    if (text === undefined) return leave(`${path} is gone`);
    if (outline(text) !== recipe.outlines.get(path))
      return leave(`the head or a directive of ${path} changed`);
    packages.add(importPath);
  }
  return { kind: 'compile', packages };
}
