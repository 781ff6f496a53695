import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeSystem, thisPlatform } from '../../process/system.ts';

/** The task whose events are read. */
export interface StreamOwner {
  /** Absolute, symbolic links resolved. */
  readonly workspaceRoot: string;
  readonly project: string;
  readonly target: string;
}

/** Whose machine it is. `uid` is undefined on Windows. */
export interface StreamPlace {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
}

/** This process's own place. */
export function ownPlace(): StreamPlace {
  return { platform: thisPlatform, uid: process.getuid?.() };
}

/**
 * Where a task's events are to be read: a Unix socket, or a named pipe of Windows. Public, see docs/events.md. The
 * socket is not in the workspace, since the path of one may have 103 bytes on macOS and 107 on Linux (unix(7)),
 * and not in TMPDIR, which two processes may see differently.
 */
export function findStreamAddress(
  { workspaceRoot, project, target }: StreamOwner,
  place: StreamPlace,
): string {
  const { drive, stream } = describeSystem(place.platform);
  // `c:` and `C:` are one drive; shells and editors write one or the other.
  const root =
    drive === undefined ? workspaceRoot : workspaceRoot.replace(drive, (letter) => letter.toUpperCase());
  const name = createHash('sha256').update([root, project, target].join('\0')).digest('hex').slice(0, 32);
  if (stream === 'pipe') return `\\\\.\\pipe\\nx-go-run-${name}`;
  return join(`/tmp/nx-go-run-${place.uid ?? 0}`, name);
}
