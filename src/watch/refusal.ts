import type { Problem } from '../problem.ts';
import { type System, thisSystem } from '../process/system.ts';

/** A limit of the system, which polling gets around; other refusals concern one directory. */
export function isLimit(code: string): boolean {
  return ['ENOSPC', 'EMFILE', 'ENFILE'].includes(code);
}

/** Says what the system has refused, and how to get around it (inotify(7), getrlimit(2)). */
export function explainRefusal(
  refused: { path: string; code: string; message: string },
  polls: boolean,
  { watchLimits }: Pick<System, 'watchLimits'> = thisSystem,
): Problem {
  const goesOn = polls
    ? 'Until then files are looked at every 200 ms.'
    : 'With "poll": false edits are not seen.';
  switch (refused.code) {
    case 'ENOSPC':
    case 'EMFILE':
    case 'ENFILE': {
      const { what, raise } = watchLimits[refused.code === 'ENOSPC' ? 'ENOSPC' : 'EMFILE'];
      return { message: `the system allows no more ${what}`, hint: `${raise}. ${goesOn}` };
    }
    case 'EACCES':
    case 'EPERM':
      return {
        message: `${refused.path} can't be watched: no permission`,
        hint: 'Edits in it are not seen.',
      };
    default:
      return {
        message: `${refused.path} can't be watched: ${refused.message}`,
        hint: 'Edits in it are not seen.',
      };
  }
}
