import { Agent } from 'node:http';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Something on its way through one process of the program: a request, a connection. */
export interface InFlight {
  /** The process is to be stopped: what never ends by itself has to be ended now. */
  windUp(): void;
}

/** One process of the program, as those reach it who pass something on to it. */
export interface Upstream {
  readonly pid: number;
  /** For Node's `connect` and `request`. */
  readonly address: { readonly host: string; readonly port: number; readonly lookup: LookupFunction };
  /** Connections that are used again. */
  readonly agent: Agent;
  readonly isDraining: boolean;
  /** Notes what is on its way; what is given back takes the note away, and may be called twice. */
  enter(one: InFlight): () => void;
  /** Resolves once nothing is on its way any more, or the signal is aborted. Never rejects. */
  drain(signal: AbortSignal): Promise<void>;
}

/** 127.0.0.1 and ::1 in turn, without a question to the system's resolver. */
const lookupLocal: LookupFunction = (_, { all }, callback) => {
  if (!all) return callback(null, '127.0.0.1', 4);
  return callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
};

/** Makes an upstream of a process that listens at `url`. */
export function openUpstream(pid: number, url: string): Upstream {
  const { hostname, port } = new URL(url);
  const inFlight = new Set<InFlight>();
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  let isDraining = false;
  let settle: () => void = () => undefined;
  return {
    pid,
    address: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port),
      lookup: hostname === 'localhost' ? lookupLocal : lookup,
    },
    agent,
    get isDraining() {
      return isDraining;
    },
    enter(one) {
      inFlight.add(one);
      return () => {
        if (inFlight.delete(one) && inFlight.size === 0) settle();
      };
    },
    async drain(signal) {
      isDraining = true;
      for (const one of [...inFlight]) one.windUp();
      if (inFlight.size > 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          settle = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      agent.destroy();
    },
  };
}
