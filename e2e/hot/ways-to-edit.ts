import type { Random } from '../faults/random.ts';
import type { Sources } from './fixture.ts';

/** A way to edit the fixture, and who has to build it: the hot path, go, or whoever can. */
export interface EditKind {
  readonly name: string;
  readonly by: 'hot' | 'go' | 'either';
  /** The sources no longer compile. */
  readonly breaks?: boolean;
  readonly needsCgo?: boolean;
  edit(sources: Sources, random: Random): void;
}

type By = EditKind['by'];

/** Puts another number behind what `before` matches. */
export const setNumber = (
  name: string,
  by: By,
  path: string,
  before: RegExp,
  needsCgo = false,
): EditKind => ({
  name,
  by,
  needsCgo,
  edit(sources, random) {
    const pattern = new RegExp(`(${before.source})(\\d+)`);
    replace(sources, path, pattern, (_, kept: string, number: string) => {
      const next = random.between(0, 98);
      return `${kept}${next >= Number(number) ? next + 1 : next}`;
    });
  },
});

/** Puts `to` in the place of `from`, or takes that back. */
export const toggle = (name: string, by: By, path: string, from: string, to: string): EditKind => ({
  name,
  by,
  edit(sources) {
    const text = sources.get(path) ?? '';
    if (text.includes(to)) replace(sources, path, to, () => from);
    else replace(sources, path, from, () => to);
  },
});

/** Removes the file, or adds it with this text. */
export const toggleFile = (name: string, path: string, text: string): EditKind => ({
  name,
  by: 'go',
  edit: (sources) => void sources.set(path, sources.get(path) ? null : text),
});

/** Puts another text in the place of what matches; throws where nothing does. */
export function replace(
  sources: Sources,
  path: string,
  pattern: RegExp | string,
  by: (...groups: string[]) => string,
) {
  const text = sources.get(path) ?? '';
  const edited = text.replace(pattern, by);
  if (edited === text) throw new Error(`no ${String(pattern)} in ${path}:\n${text}`);
  sources.set(path, edited);
}

/** Puts lines before a declaration at random, or takes such lines away. */
export function shift(sources: Sources, path: string, lines: string, random: Random): void {
  const text = sources.get(path) ?? '';
  if (text.includes(lines) && random.chance(0.5)) return replace(sources, path, lines, () => '');
  const places = [...text.matchAll(/^(?:\/\/ [A-Z]|func (?:main|init|note))/gm)].map(({ index }) => index);
  const at = places.length === 0 ? text.length : (places[random.between(0, places.length - 1)] ?? 0);
  sources.set(path, text.slice(0, at) + lines + text.slice(at));
}
