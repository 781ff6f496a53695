import type { Socket } from 'node:net';
import { CLOSE_FRAME, createFrameCursor } from './web-socket-frames.ts';

/** How long the two sides have to close in good order, in ms. */
const CLOSING = 1000;

/**
 * Joins a client and the program, whose first bytes after the handshake are given, byte for byte. Calling what is
 * given back closes the WebSocket: the client gets 1012 after the frame that is on its way, and its own answer to
 * that tells the program.
 */
export function joinWebSocket(
  client: Socket,
  head: Buffer,
  program: Socket,
  first: Buffer,
  wait: (ms: number) => Promise<void>,
): () => void {
  const cursor = createFrameCursor();
  let state: 'open' | 'closing' | 'closed' = 'open';
  const destroy = () => {
    client.destroy();
    program.destroy();
  };
  const sendClose = () => {
    state = 'closed';
    client.write(CLOSE_FRAME);
  };
  const toClient = (bytes: Buffer) => {
    if (state === 'closed') return;
    const passed = cursor.advance(bytes, state === 'closing');
    if (!client.write(bytes.subarray(0, passed))) program.pause();
    if (state === 'closing' && cursor.isBetween) sendClose();
  };

  for (const socket of [client, program]) {
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.on('error', destroy);
    socket.on('close', destroy);
  }
  program.on('data', toClient);
  program.on('end', () => client.end());
  client.on('drain', () => program.resume());
  if (first.length > 0) toClient(first);
  if (head.length > 0) program.write(head);
  client.pipe(program);
  return () => {
    if (state !== 'open') return;
    state = 'closing';
    if (cursor.isBetween) sendClose();
    void wait(CLOSING).then(destroy);
  };
}
