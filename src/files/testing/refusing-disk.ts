import { rename } from 'node:fs/promises';
import { describeSystem } from '../../process/system.ts';
import type { Patience, RenamingDisk } from '../patiently.ts';

/** A disk of Windows on which a scanner holds each file for a while. */
export interface RefusingDisk extends Required<RenamingDisk> {
  /** How often it refuses yet. */
  readonly refusals: number;
  /** What was waited for, in ms. */
  readonly time: number;
  readonly patience: Patience;
}

/** Makes one that refuses to rename anything so many times, with that code. */
export function refuseRenames(refusals: number, code = 'EBUSY'): RefusingDisk {
  const state = { refusals, time: 0 };
  const { passingErrors } = describeSystem('win32');
  const timers = { now: () => state.time, wait: async (ms: number) => void (state.time += ms) };
  return {
    get refusals() {
      return state.refusals;
    },
    get time() {
      return state.time;
    },
    patience: { passingErrors, timers },
    rename: async (from, to) => {
      if (state.refusals === 0) return rename(from, to);
      state.refusals--;
      throw Object.assign(new Error(`${code}: resource busy or locked`), { code });
    },
  };
}
