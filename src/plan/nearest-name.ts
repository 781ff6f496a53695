/**
 * Of the known names the one that was probably meant by another, or undefined where none is near enough. Case,
 * dashes and underscores don't count; of the rest one letter in three may be wrong, one at least: added, missing,
 * another, or two neighbours exchanged. A known name of two letters resembles too much: only its spelling may be another.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const bare = strip(name);
  const most = Math.max(1, Math.floor(bare.length / 3));
  const near = known
    .filter((one) => Math.abs(one.length - bare.length) <= most)
    .map((one) => ({ one, distance: measureDistance(bare, strip(one)) }))
    .filter(({ one, distance }) => distance <= (one.length > 2 ? most : 0))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.one;
}

function strip(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

/** How many edits make one text of the other (optimal string alignment, en.wikipedia.org/wiki/Damerau–Levenshtein_distance). */
function measureDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isExchanged = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? Infinity) + 1,
        (current[column - 1] ?? Infinity) + 1,
        (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
        isExchanged ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? Infinity;
}
