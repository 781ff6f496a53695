import type { ListenOptions, Server } from 'node:net';

/**
 * Lets a server listen. Gives why it can't; undefined where it does. Never rejects. A server that listens goes on
 * whatever it complains of later: a connection that can't be accepted, for want of file descriptors (EMFILE,
 * accept(2)), must not end the run.
 */
export function listen(server: Server, options: ListenOptions): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(options, () => {
      server.on('error', () => undefined);
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}
