import type { Socket } from 'node:net';
import { readTextIfThere } from '../plan/make-plan.ts';
import type { EditorConnection, Visitor } from './dap-client.ts';
import { createMessageReader, encodeMessage } from './dap-message.ts';
import { findPeerUser } from './peer-user.ts';
import type { RpcPeer, RpcVisitor } from './rpc-client.ts';
import { createObjectReader, encodeAnswer, readRequest } from './rpc-message.ts';

/** Who is made of a connection. */
export interface Meetings {
  readonly meetEditor: (connection: EditorConnection) => Visitor;
  readonly meetRpcClient: (peer: RpcPeer) => RpcVisitor;
}

/** Whether the other end is of this user, or of root; also where that can't be seen. */
function isOwn(socket: Socket): boolean {
  const user = findPeerUser(readTextIfThere('/proc/net/tcp') ?? '', socket);
  return user === undefined || user === 0 || user === process.getuid?.();
}

/**
 * Takes a connection of this user for what its first byte shows: the header of an editor's message, or the object of a
 * request.
 */
export function acceptClient(socket: Socket, meetings: Meetings): void {
  if (!isOwn(socket)) return void socket.end('This debugger is for the user alone whose program it is.\n');
  socket.on('error', () => undefined);
  socket.once('data', (first: Buffer) => {
    const read = first[0] === 0x7b ? acceptRpc(socket, meetings) : acceptEditor(socket, meetings);
    socket.on('data', read);
    read(first);
  });
}

/** What reads is given; what is no protocol of debuggers is broken off. */
function acceptEditor(socket: Socket, { meetEditor }: Meetings): (chunk: Buffer) => void {
  const visitor = meetEditor({
    send: (message) => void (socket.writable && socket.write(encodeMessage(message))),
    end: () => socket.end(),
  });
  // Who has closed its half may read no more, and `close` waits for all that is to be written.
  for (const end of ['end', 'close']) socket.on(end, () => visitor.onClose());
  return createMessageReader(
    (message) => visitor.onMessage(message),
    (what) => {
      visitor.onClose();
      socket.end(`This port of nx-go-run speaks the Debug Adapter Protocol, and has got ${what}.\n`);
    },
  );
}

function acceptRpc(socket: Socket, { meetRpcClient }: Meetings): (chunk: Buffer) => void {
  const visitor = meetRpcClient({
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    end: () => socket.end(),
  });
  for (const end of ['end', 'close']) socket.on(end, () => visitor.onClose());
  const giveUp = (what: string) => {
    visitor.onClose();
    const error = `This port of nx-go-run speaks delve's JSON-RPC, and has got ${what}.`;
    socket.end(encodeAnswer(0, { result: null, error }));
  };
  return createObjectReader((text) => {
    const request = readRequest(text);
    if (request) visitor.onRequest(request);
    else giveUp('an object that is no request of it');
  }, giveUp);
}
