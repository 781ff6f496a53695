import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isGone } from './processes.ts';
import type { Waiting } from './waiting.ts';

/** What a process of the rig's program says of itself. */
export interface Hello {
  readonly role: 'program' | 'child' | 'go';
  /** The name that a child was given. */
  readonly child: string;
  readonly pid: number;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The constant in version.go. */
  readonly version: string;
  /** What the linker put there. */
  readonly linked: string;
  /** What init functions of added files put there. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A process of the rig's program, which does what it is told. */
export interface Run {
  readonly hello: Hello;
  /** Signals that it has received. */
  readonly signals: readonly string[];
  /** True once the process is gone. */
  readonly isClosed: boolean;
  /** Resolves once the process is gone. */
  readonly closed: Promise<void>;
  /** Answers HTTP on 127.0.0.1 with its version; 0 takes a free port. Gives the port. */
  listen(port?: number): Promise<number>;
  /** Tries to listen, and gives the system's complaint if there is one. */
  tryToListen(port: number): Promise<string | undefined>;
  /** The status of HTTP answers from now on. */
  answerWith(status: number): Promise<void>;
  print(text: string): Promise<void>;
  complain(text: string): Promise<void>;
  ignoreSignals(): Promise<void>;
  env(name: string): Promise<string | undefined>;
  /** The next line of its stdin. */
  readLine(): Promise<string>;
  /** Starts it again as a child; gives the child's pid. */
  spawn(name: string, options?: { readonly session: boolean }): Promise<number>;
  /** Ends it, and resolves once it is gone. */
  exit(code: number): Promise<void>;
  nextSignal(): Promise<string>;
  /** For a gated go command: lets it build. */
  pass(): Promise<void>;
}

type Message = Readonly<Record<string, unknown>> & { readonly id?: number; readonly event?: string };

/** Speaks JSON lines with one process. `onHello` is called once it has said who it is. */
export function openRun(socket: Socket, waiting: Waiting, onHello: (run: Run) => void): void {
  const signals: string[] = [];
  const answers = new Map<number, Message>();
  let lastId = 0;
  let signalsTaken = 0;
  let isClosed = false;
  let hasPassed = false;

  const ask = async (command: { readonly do: string } & Record<string, unknown>): Promise<Message> => {
    const id = ++lastId;
    socket.write(`${JSON.stringify({ id, ...command })}\n`);
    const answer = await waiting.until(`an answer to ${JSON.stringify(command)}`, () => {
      if (isClosed) throw new Error(`the program ended instead of answering ${JSON.stringify(command)}`);
      return answers.get(id);
    });
    return answer;
  };
  const demand = async (command: { readonly do: string } & Record<string, unknown>): Promise<Message> => {
    const answer = await ask(command);
    if (typeof answer['error'] === 'string') throw new Error(answer['error']);
    return answer;
  };
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      resolve();
      waiting.notify();
    });
  });
  const isOver = () =>
    waiting.until('the end of a process', () => isClosed || undefined).then(() => undefined);
  const toRun = (hello: Hello): Run => ({
    hello,
    signals,
    closed,
    get isClosed() {
      // The end of a socket may be told after the next program's hello, though it came before.
      return isClosed || isGone(hello.pid);
    },
    listen: async (port = 0) => Number((await demand({ do: 'listen', port }))['port']),
    tryToListen: async (port) => (await ask({ do: 'listen', port }))['error'] as string | undefined,
    answerWith: async (status) => void (await demand({ do: 'answer', code: status })),
    print: async (text) => void (await demand({ do: 'print', text })),
    complain: async (text) => void (await demand({ do: 'complain', text })),
    ignoreSignals: async () => void (await demand({ do: 'ignore' })),
    async env(name) {
      const { value, set } = await demand({ do: 'env', name });
      return set === true ? (value as string) : undefined;
    },
    readLine: async () => (await demand({ do: 'readLine' }))['value'] as string,
    spawn: async (name, options) => Number((await demand({ do: 'spawn', name, ...options }))['pid']),
    async exit(code) {
      socket.write(`${JSON.stringify({ id: ++lastId, do: 'exit', code })}\n`);
      await isOver();
    },
    nextSignal: () => {
      const at = signalsTaken++;
      return waiting.until('a signal', () => signals[at]);
    },
    async pass() {
      socket.write(`${JSON.stringify({ do: 'pass' })}\n`);
      await waiting.until('the gated go to go on', () => hasPassed || undefined);
    },
  });

  socket.on('error', () => undefined);
  createInterface({ input: socket }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.event === 'hello') onHello(toRun(message as unknown as Hello));
    else if (message.event === 'signal') signals.push(String(message['name']));
    else if (message.event === 'passed') hasPassed = true;
    else if (message.id !== undefined) answers.set(message.id, message);
    waiting.notify();
  });
}
