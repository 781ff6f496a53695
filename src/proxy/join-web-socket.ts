import type { Socket } from 'node:net';

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

/** Where one is in a stream of WebSocket frames. */
export interface FrameCursor {
  /** True where a frame of one's own may be put in. */
  readonly isBetween: boolean;
  /** Goes on by these bytes; `toEnd`: at most to the end of the frame. Gives how many were passed. */
  advance(bytes: Uint8Array, toEnd?: boolean): number;
}

/** Close, by 1012 “service restart” (RFC 6455 §5.5.1, IANA's registry of close codes), as a server sends it. */
const CLOSE_FRAME = Buffer.from([0x88, 2, 1012 >> 8, 1012 & 0xff]);

/** Follows frames by their heads alone: RFC 6455 §5.2. */
export function createFrameCursor(): FrameCursor {
  let head: number[] = [];
  let left = 0;
  const isBetween = () => head.length === 0 && left === 0;
  return {
    get isBetween() {
      return isBetween();
    },
    advance(bytes, toEnd = false) {
      let at = 0;
      while (at < bytes.length && !(toEnd && isBetween())) {
        if (left > 0) {
          const passed = Math.min(left, bytes.length - at);
          left -= passed;
          at += passed;
        } else {
          head.push(bytes[at++] ?? 0);
          if (head.length < headLength(head)) continue;
          left = payloadLength(head);
          head = [];
        }
      }
      return at;
    },
  };
}

/** How long the head is, as far as it is known. */
function headLength([, second]: readonly number[]): number {
  if (second === undefined) return 2;
  const length = second & 0x7f;
  return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + (second & 0x80 ? 4 : 0);
}

function payloadLength([, second = 0, ...more]: readonly number[]): number {
  const length = second & 0x7f;
  if (length < 126) return length;
  return more.slice(0, length === 126 ? 2 : 8).reduce((sum, byte) => sum * 256 + byte, 0);
}
