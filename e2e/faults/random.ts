/** Repeatable chance: the same seed gives the same draws. */
export interface Random {
  /** From 0 to less than 1. */
  fraction(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<const T>(from: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
}

/** Draws by mulberry32 (Tommy Ettinger), from a seed of 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    chance: (probability) => fraction() < probability,
  };
}

/** A seed for one try, from the seed of the whole run (FNV-1a). */
export function deriveSeed(seed: number, name: string, round: number): number {
  let mixed = 0x811c9dc5;
  for (const character of `${seed}/${name}/${round}`) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return mixed;
}
