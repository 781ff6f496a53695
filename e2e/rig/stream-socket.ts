import { existsSync, rmSync } from 'node:fs';
import { findStreamAddress, ownPlace } from '../../src/ui/stream/stream-address.ts';
import type { LoggedEvent } from './event-stream.ts';

/**
 * Removes the socket of the event stream, if the last run in a workspace has left it. Gives its path where that is
 * wrong: a run that was killed can't remove it, and Nx kills the executor without a word where the program ignores
 * SIGTERM.
 */
export function removeStreamSocket(
  workspaceRoot: string,
  events: readonly LoggedEvent[] = [],
): string | undefined {
  const socket = findStreamAddress({ workspaceRoot, project: 'app', target: 'serve' }, ownPlace());
  if (!existsSync(socket)) return undefined;
  rmSync(socket);
  return events.some(({ type }) => type === 'stopping' || type === 'ended') ? socket : undefined;
}
