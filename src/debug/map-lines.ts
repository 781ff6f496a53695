/** The cells of the table of a comparison: 4 million take some 20 ms and 8 MB. */
const MOST_CELLS = 4e6;

/**
 * Where each line of a text is in a later one, counted from 1: a function that gives undefined for a line that is gone.
 * A line that was changed in place stays at its distance from the last kept line above it. What two edits far apart
 * leave between them is compared by its longest common subsequence, unless it is very large.
 */
export function mapLines(before: string, after: string): (line: number) => number | undefined {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const from = old.slice(head, old.length - tail);
  const to = now.slice(head, now.length - tail);
  const kept = compare(from, to);
  return (line) => {
    const at = line - 1;
    if (at < head) return line;
    if (at >= old.length - tail) return line + now.length - old.length;
    const place = at - head;
    const exact = kept.get(place);
    if (exact !== undefined) return head + exact + 1;
    let above = place;
    while (above >= 0 && !kept.has(above)) above--;
    let below = place;
    while (below < from.length && !kept.has(below)) below++;
    const moved = (kept.get(above) ?? -1) + place - above;
    return moved < (kept.get(below) ?? to.length) ? head + moved + 1 : undefined;
  };
}

/** The lines of a longest common subsequence, by their places in both; empty where that would take too long. */
function compare(from: readonly string[], to: readonly string[]): ReadonlyMap<number, number> {
  const kept = new Map<number, number>();
  if (from.length * to.length > MOST_CELLS) return kept;
  const width = to.length + 1;
  const lengths = new Uint16Array((from.length + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        from[i] === to[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (from[i] === to[j]) kept.set(i++, j++);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++;
    else j++;
  }
  return kept;
}
