import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '../listen.ts';
import { answer, BASE, type Pages } from './pages.ts';

/** The pages on a port of their own. */
export interface PagesServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where the pages are that are served on a port. */
export function urlOfPages(port: number): string {
  return `http://localhost:${port}${BASE}`;
}

/** Serves the pages to this machine; port 0 takes any. Undefined where the port can't be had: `onTrouble` is told why. */
export async function servePages(
  pages: Pages,
  port: number,
  onTrouble: (message: string) => void,
): Promise<PagesServer | undefined> {
  const server = createServer((request, response) => {
    // What is wrong with a page must not end the run.
    try {
      if (pages.handle(request, response)) return;
    } catch (error) {
      return answer(request, response, 500, 'text', `${(error as Error).message}\n`);
    }
    if (request.url === '/') answer(request, response, 302, 'text', '', { location: BASE });
    else answer(request, response, 404, 'text', 'There is no such page.\n');
  });
  const trouble = await listen(server, { host: '127.0.0.1', port });
  if (trouble) {
    onTrouble(trouble.message);
    return undefined;
  }
  // The run's end waits for no page.
  server.unref();
  return {
    url: urlOfPages((server.address() as AddressInfo).port),
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
