// Loaded by Jest before each spec on Windows. Most specs play a machine with Linux's paths, and Windows writes a path
// that it joins with \ and begins one with a drive: as parts of an expected value such spellings are equal there.
import { expect } from '@jest/globals';
import { spellAsLinux } from '../../src/files/testing/linux-paths.ts';

/** For Jest: true where both are the same but for that; undefined leaves it to Jest. */
function areSamePaths(one: unknown, other: unknown): true | undefined {
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  return spellAsLinux(one) === spellAsLinux(other) ? true : undefined;
}

expect.addEqualityTesters([areSamePaths]);
