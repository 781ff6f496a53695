import { once } from 'node:events';
import { createWaiting } from '../rig/waiting.ts';

/** What a kind of traffic has come to. */
export interface Tally {
  answered: number;
  readonly failures: string[];
}

/** The kinds of traffic that run side by side. */
export type Kind = 'get' | 'post' | 'events' | 'socket';

/** Traffic that runs until it is stopped; `stop` resolves once the last request is answered. */
export interface Traffic {
  readonly tallies: Readonly<Record<Kind, Tally>>;
  /** Resolves once both the event stream and the WebSocket have come to the program of this version. */
  streamsReach(version: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Lasts until the stream is closed; tells the version of the program that it has come to. */
type Stream = (signal: AbortSignal, onVersion: (version: string) => void) => Promise<void>;

/** How many requests are under way at most: a machine that can't keep up gets fewer, not ever more at once. */
const AT_ONCE = 40;

/** The body of each POST: 1 MB. */
const BODY = Buffer.alloc(1_000_000, 'x');

/**
 * Sends GET and POST, at most `rate` a second in all (each tenth a POST of 1 MB), and keeps an event stream and a WebSocket
 * open, which come again when they are closed in good order. All else that is not a whole good answer is a failure.
 */
export function sendTraffic(url: string, rate: number): Traffic {
  const tallies: Record<Kind, Tally> = {
    get: { answered: 0, failures: [] },
    post: { answered: 0, failures: [] },
    events: { answered: 0, failures: [] },
    socket: { answered: 0, failures: [] },
  };
  const stopped = new AbortController();
  const pending = new Set<Promise<void>>();
  const note = (kind: Kind, ask: () => Promise<unknown>) => {
    const asked = ask()
      .then(() => void tallies[kind].answered++)
      .catch((error: Error) => void tallies[kind].failures.push(explain(error)))
      .finally(() => pending.delete(asked));
    pending.add(asked);
    return asked;
  };
  let count = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    for (const now = performance.now(); last < now; last += 1000 / rate) {
      if (pending.size >= AT_ONCE) continue;
      if (count++ % 10 === 0) void note('post', () => post(`${url}/echo`));
      else void note('get', () => get(url));
    }
  }, 1000 / rate);
  const reached = new Map<Kind, string>();
  const waiting = createWaiting(() => JSON.stringify({ tallies, reached: [...reached] }));
  const repeat = async (kind: Kind, ask: Stream) => {
    const onVersion = (version: string) => {
      reached.set(kind, version);
      waiting.notify();
    };
    while (!stopped.signal.aborted) await note(kind, () => ask(stopped.signal, onVersion));
  };
  const streams = [
    repeat('events', (...told) => readEvents(`${url}/events`, ...told)),
    repeat('socket', (...told) => talk(`${url.replace('http', 'ws')}/socket`, ...told)),
  ];
  return {
    tallies,
    streamsReach: (version) =>
      waiting.until(
        `both streams to come to version ${version}`,
        () => (reached.get('events') === version && reached.get('socket') === version) || undefined,
      ),
    async stop() {
      clearInterval(timer);
      stopped.abort();
      await Promise.all(streams);
      await Promise.all(pending);
    },
  };
}

async function get(url: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.status !== 200 || text === '') throw new Error(`GET: ${answer.status} ${text}`);
}

async function post(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: BODY });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200 || !bytes.equals(BODY))
    throw new Error(`POST: ${answer.status}, ${bytes.length} bytes`);
}

/** Until the stream ends in good order. */
async function readEvents(url: string, ...[signal, onVersion]: Parameters<Stream>): Promise<void> {
  try {
    const answer = await fetch(url, { signal });
    if (answer.status !== 200) throw new Error(`events: ${answer.status}`);
    for await (const chunk of answer.body!) {
      const [, version] = /^data: (\S+)/.exec(Buffer.from(chunk).toString()) ?? [];
      if (version !== undefined) onVersion(version);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Sends a message again and again until the WebSocket is closed, which must be by 1012. */
async function talk(url: string, ...[signal, onVersion]: Parameters<Stream>): Promise<void> {
  const socket = new WebSocket(url);
  const closed = once(socket, 'close') as Promise<[CloseEvent]>;
  const onStop = () => socket.close();
  socket.addEventListener('open', () => socket.send('hello'));
  socket.addEventListener('message', ({ data }) => {
    onVersion(String(data).split(' ', 1)[0]!);
    setTimeout(() => socket.readyState === 1 && socket.send('hello'), 5);
  });
  signal.addEventListener('abort', onStop);
  const [{ code }] = await closed;
  signal.removeEventListener('abort', onStop);
  if (code !== 1012 && !signal.aborted) throw new Error(`the WebSocket was closed by ${code}`);
}

function explain(error: Error): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return [error.message, cause?.code ?? cause?.message].filter(Boolean).join(': ');
}
