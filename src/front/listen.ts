import type { ListenOptions, Server } from 'node:net';

/** Lets a server listen. Gives why it can't; undefined where it does. Never rejects. */
export function listen(server: Server, options: ListenOptions): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(options, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}
