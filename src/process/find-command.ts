import { win32 } from 'node:path';

/** Whether there is a file with this absolute path. */
export type IsFile = (path: string) => boolean;

/** What Windows itself starts, and what is there by default in PATHEXT, which says what else a name may stand for. */
const ENDINGS = ['', '.exe', '.com', '.cmd', '.bat'];

/**
 * Where Windows finds a command: as the path that it is, or in its folder and in those of PATH, with an ending that may
 * be left out. Undefined where it is nowhere.
 */
export function findOnWindows(
  file: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  isFile: IsFile,
): string | undefined {
  const value = (name: string) => Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1] ?? '';
  const endings = [...ENDINGS, ...value('PATHEXT').toLowerCase().split(';')];
  const folders = /[\\/]/.test(file) ? [''] : ['', ...value('PATH').split(';')];
  const paths = folders.flatMap((folder) =>
    endings.map((ending) => win32.resolve(cwd, folder, file + ending)),
  );
  return paths.find(isFile);
}
