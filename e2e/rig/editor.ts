import { connect } from 'node:net';
import {
  createMessageReader,
  type DapBody,
  type DapEvent,
  type DapMessage,
  type DapResponse,
  encodeMessage,
} from '../../src/debug/dap-message.ts';
import type { Waiting } from './waiting.ts';

/** An editor at the debugger's port. It sends what VS Code sends. */
export interface Editor {
  /** All that it has got. */
  readonly got: readonly DapMessage[];
  /** What the debug console shows. */
  readonly console: string;
  readonly isClosed: boolean;
  ask(command: string, args?: DapBody): Promise<DapResponse>;
  /** The next event of this name, each given out once. */
  next(event: string, where?: (body: DapBody) => boolean): Promise<DapBody>;
  /** `initialize`, `attach`, breakpoints by file, `configurationDone`. */
  attach(breakpoints?: Readonly<Record<string, readonly number[]>>, more?: DapBody): Promise<void>;
  setBreakpoints(path: string, lines: readonly number[]): Promise<readonly DapBody[]>;
  /** Where it is stopped, once it is: `main.go:12`. */
  stop(): Promise<{
    readonly place: string;
    readonly threadId: number;
    readonly frameId: number;
    readonly reason: string;
  }>;
  resume(threadId: number): Promise<DapResponse>;
  /** Sends bytes as they are. */
  send(bytes: string): void;
  disconnect(): Promise<void>;
  /** Closes its half of the connection, and reads no more. */
  fallSilent(): void;
  /** Goes without a word. */
  vanish(): void;
}

/** The arguments of VS Code 1.90. */
const CLIENT: DapBody = {
  clientID: 'vscode',
  clientName: 'Visual Studio Code',
  adapterID: 'go',
  pathFormat: 'path',
  linesStartAt1: true,
  columnsStartAt1: true,
  supportsVariableType: true,
  supportsVariablePaging: true,
  supportsRunInTerminalRequest: true,
  locale: 'en',
  supportsProgressReporting: true,
  supportsInvalidatedEvent: true,
  supportsMemoryReferences: true,
  supportsArgsCanBeInterpretedByShell: true,
  supportsStartDebuggingRequest: true,
};

/** Connects an editor. */
export async function openEditor(port: number, waiting: Pick<Waiting, 'until' | 'notify'>): Promise<Editor> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const got: DapMessage[] = [];
  const answers = new Map<number, DapResponse>();
  const events: DapEvent[] = [];
  let console = '';
  let isClosed = false;
  let seq = 0;
  socket.on(
    'data',
    createMessageReader(
      (message) => {
        got.push(message);
        if (message.type === 'response') answers.set(message.request_seq, message);
        if (message.type === 'event') {
          events.push(message);
          if (message.event === 'output') {
            const { output } = message.body ?? {};
            console += typeof output === 'string' ? output : '';
          }
        }
        waiting.notify();
      },
      () => undefined,
    ),
  );
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.on('close', () => {
    isClosed = true;
    waiting.notify();
  });
  await new Promise((resolve) => socket.once('connect', resolve));

  const editor: Editor = {
    got,
    get console() {
      return console;
    },
    get isClosed() {
      return isClosed;
    },
    ask(command, args) {
      const id = ++seq;
      socket.write(encodeMessage({ seq: id, type: 'request', command, ...(args && { arguments: args }) }));
      return waiting.until(`an answer to ${command}`, () => {
        if (isClosed && !answers.has(id))
          throw new Error(`the connection was closed instead of an answer to ${command}`);
        return answers.get(id);
      });
    },
    next: (name, where = () => true) =>
      waiting.until(`the editor's event ${name}`, () => {
        const at = events.findIndex(({ event, body = {} }) => event === name && where(body));
        return at < 0 ? undefined : (events.splice(at, 1)[0]?.body ?? {});
      }),
    async attach(breakpoints = {}, more = {}) {
      await editor.ask('initialize', CLIENT);
      const attach = {
        name: 'x',
        type: 'go',
        request: 'attach',
        mode: 'remote',
        host: '127.0.0.1',
        port,
        ...more,
      };
      const attached = await editor.ask('attach', attach);
      if (!attached.success) throw new Error(attached.message);
      await editor.next('initialized');
      for (const [path, lines] of Object.entries(breakpoints)) await editor.setBreakpoints(path, lines);
      await editor.ask('setFunctionBreakpoints', { breakpoints: [] });
      await editor.ask('setExceptionBreakpoints', { filters: [] });
      await editor.ask('configurationDone');
      await editor.ask('threads');
    },
    async setBreakpoints(path, lines) {
      const breakpoints = lines.map((line) => ({ line }));
      const source = { name: path.replace(/.*\//, ''), path };
      const { body } = await editor.ask('setBreakpoints', {
        source,
        lines,
        breakpoints,
        sourceModified: false,
      });
      return (body?.['breakpoints'] ?? []) as readonly DapBody[];
    },
    async stop() {
      const { threadId, reason } = await editor.next('stopped');
      const { body } = await editor.ask('stackTrace', { threadId, startFrame: 0, levels: 1 });
      const [frame] = (body?.['stackFrames'] ?? []) as {
        id: number;
        line: number;
        source?: { name: string };
      }[];
      const place = `${frame?.source?.name}:${frame?.line}`;
      return { place, threadId: Number(threadId), frameId: frame?.id ?? 0, reason: String(reason) };
    },
    resume: (threadId) => editor.ask('continue', { threadId }),
    send: (bytes) => void socket.write(bytes),
    async disconnect() {
      await editor.ask('disconnect', { restart: false, terminateDebuggee: false });
      await waiting.until('the end of the connection', () => isClosed || undefined);
    },
    fallSilent: () => void socket.pause().end(),
    vanish: () => socket.destroy(),
  };
  return editor;
}
