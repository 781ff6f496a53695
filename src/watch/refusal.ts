import type { Problem } from '../problem.ts';

/** A limit of the system, which polling gets around; other refusals concern one directory. */
export function isLimit(code: string): boolean {
  return ['ENOSPC', 'EMFILE', 'ENFILE'].includes(code);
}

/** Says what the system has refused, and how to get around it (inotify(7), getrlimit(2)). */
export function explainRefusal(
  refused: { path: string; code: string; message: string },
  polls: boolean,
): Problem {
  const goesOn = polls
    ? 'Until then files are looked at every 200 ms.'
    : 'With "poll": false edits are not seen.';
  switch (refused.code) {
    case 'ENOSPC':
      return {
        message: 'the system allows no more file watches (fs.inotify.max_user_watches)',
        hint: `Raise it: sudo sysctl fs.inotify.max_user_watches=524288. ${goesOn}`,
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        message:
          'the system allows no more open files or watchers (ulimit -n, fs.inotify.max_user_instances)',
        hint: `Raise them: ulimit -n 8192; sudo sysctl fs.inotify.max_user_instances=512. ${goesOn}`,
      };
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
