/** All in ms; the first two since the epoch. */
export interface Clocks {
  /** The time of day, which can be set. */
  readonly now: () => number;
  /** The time stamp that the file system gives to a file written now: another machine's clock, where the files are there. */
  readonly fileTime: () => number;
  /** A clock that never steps back. */
  readonly steady: () => number;
}

/** When something happened, by all clocks. */
export interface Moment {
  readonly now: number;
  readonly fileTime: number;
  readonly steady: number;
}

export function takeMoment({ now, fileTime, steady }: Clocks): Moment {
  return { now: now(), fileTime: fileTime(), steady: steady() };
}

/**
 * The earliest time, in epoch ms, that a file can bear which was written since then: an earlier one than the
 * moment's own where the time of day was set back in between.
 */
export function earliestSince(moment: Moment, clocks: Clocks): number {
  const step = clocks.now() - moment.now - (clocks.steady() - moment.steady);
  return moment.fileTime + Math.min(0, step);
}
