/** The first pause before a program that died is started again, and the longest, in ms. */
const FIRST = 500;
const LONGEST = 30_000;
/** A program that lived so long, in ms, counts as having been well. */
const WELL = 10_000;

/**
 * How long to wait before a program that died is started again: twice as long each time, unless it had lived
 * for a while.
 */
export function pauseBeforeRestart(
  failures: number,
  livedMs: number,
): { readonly ms: number; readonly failures: number } {
  const before = livedMs >= WELL ? 0 : failures;
  return { ms: Math.min(FIRST * 2 ** before, LONGEST), failures: before + 1 };
}
