// Loaded by Jest before each spec on Windows. Most specs play a machine with Linux's paths, and Windows writes a path
// that it joins with \ and begins one with a drive: as parts of an expected value such spellings are equal there.
import { expect } from '@jest/globals';

/** With slashes, and without the drive that a path begins with. */
function spellAsLinux(text: string): string {
  return text
    .replaceAll('\\\\', '/')
    .replaceAll('\\', '/')
    .replace(/(?<![a-z])[a-z]:(?=\/)/gi, '');
}

/** For Jest: true where both are the same but for that; undefined leaves it to Jest. */
function areSamePaths(one: unknown, other: unknown): true | undefined {
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  return spellAsLinux(one) === spellAsLinux(other) ? true : undefined;
}

expect.addEqualityTesters([areSamePaths]);
