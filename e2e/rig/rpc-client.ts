import { connect } from 'node:net';
import {
  createObjectReader,
  encodeRequest,
  readAnswer,
  type RpcAnswer,
  type RpcBody,
} from '../../src/debug/rpc-message.ts';
import type { Waiting } from './waiting.ts';

/** A client of delve's JSON-RPC that halts nothing by itself, as GoLand. */
export interface RpcClient {
  readonly isClosed: boolean;
  call(method: string, params?: RpcBody): Promise<RpcAnswer>;
  /** Where a command's answer says that the program stands: `main.go:12`. */
  resume(name?: string): Promise<string>;
  vanish(): void;
}

/** Connects a client to a debugger's port. */
export async function openRpcClient(
  port: number,
  waiting: Pick<Waiting, 'until' | 'notify'>,
): Promise<RpcClient> {
  const socket = connect(port, '127.0.0.1');
  const answers = new Map<unknown, RpcAnswer>();
  let isClosed = false;
  let lastId = 0;
  const read = createObjectReader(
    (text) => {
      const answer = readAnswer(text);
      answers.set(answer.id, answer);
      waiting.notify();
    },
    () => undefined,
  );
  socket.on('data', read);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
    waiting.notify();
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const client: RpcClient = {
    get isClosed() {
      return isClosed;
    },
    call(method, params = {}) {
      const id = ++lastId;
      // GoLand ends no lines.
      socket.write(encodeRequest({ id, method, params }).trimEnd());
      return waiting.until(`an answer to ${method}`, () => answers.get(id));
    },
    async resume(name = 'continue') {
      const { result, error } = await client.call('Command', { name });
      if (error !== null) throw new Error(error);
      const { currentThread } = result?.['State'] as { currentThread: { file: string; line: number } };
      return `${currentThread.file.replace(/.*\//, '')}:${currentThread.line}`;
    },
    vanish: () => socket.destroy(),
  };
  return client;
}
