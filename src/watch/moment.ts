/** The time of day, which can be set, and a clock that never steps back. Both in ms; the first since the epoch. */
export interface Clocks {
  readonly now: () => number;
  readonly steady: () => number;
}

/** When something happened, by both clocks. */
export interface Moment {
  readonly now: number;
  readonly steady: number;
}

export function takeMoment({ now, steady }: Clocks): Moment {
  return { now: now(), steady: steady() };
}

/**
 * The earliest time, in epoch ms, that a file can bear which was written since then: an earlier one than the
 * moment's own where the time of day was set back in between.
 */
export function earliestSince(moment: Moment, clocks: Clocks): number {
  const step = clocks.now() - moment.now - (clocks.steady() - moment.steady);
  return moment.now + Math.min(0, step);
}
