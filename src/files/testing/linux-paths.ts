import { resolve } from 'node:path';

/** The path of Linux as this system writes it: Windows has a drive before it, and \ between its names. */
export const here = (path: string): string => resolve(path);

/** The other way round: with slashes, and without the drive that a path begins with. */
export function spellAsLinux(text: string): string {
  return text
    .replaceAll('\\\\', '/')
    .replaceAll('\\', '/')
    .replace(/(?<![a-z])[a-z]:(?=\/)/gi, '');
}
