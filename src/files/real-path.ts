import { realpathSync } from 'node:fs';
import { type System, thisSystem } from '../process/system.ts';

/**
 * The one spelling of a path that is there: symbolic links resolved, as `/var` of macOS, which is one to `/private/var`,
 * and in the case of the disk where that does not matter to the system. Throws where there is no such path.
 */
export function realPath(
  path: string,
  { ignoresCase, drive }: Pick<System, 'ignoresCase' | 'drive'> = thisSystem,
): string {
  // On Windows it would make a network path of a drive that is mapped to one (nodejs#7726).
  return ignoresCase && drive === undefined ? realpathSync.native(path) : realpathSync(path);
}
