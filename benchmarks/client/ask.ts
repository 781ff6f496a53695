import { request } from 'node:http';
import type { Outcome } from './outcome.ts';

/** After how many ms a request counts as failed. */
const LIMIT = 2000;

/**
 * Asks a program once, on a connection of its own, so that a port that refuses is seen. Never rejects.
 */
export function ask(port: number): Promise<Outcome> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    const end = (how: Outcome['how'], text: string) =>
      resolve({ sentAt, endedAt: performance.now(), how, text });
    const asked = request(
      { host: '127.0.0.1', port, path: '/answer', agent: false, timeout: LIMIT },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', (error) => end('failed', error.message));
        response.on('end', () => end(response.statusCode === 200 ? 'answered' : 'failed', text));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'refused' : 'failed', error.code ?? error.message),
    );
    asked.end();
  });
}
