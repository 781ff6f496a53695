import { type DapBody, isBody } from './dap-message.ts';

/**
 * What delve's JSON-RPC API, version 2, sends: values of JSON one after another, as net/rpc/jsonrpc of Go writes them
 * (github.com/go-delve/delve/tree/master/Documentation/api/json-rpc; service/rpc2/server.go).
 */
export type RpcBody = DapBody;

export interface RpcRequest {
  readonly id: unknown;
  /** Without `RPCServer.`. */
  readonly method: string;
  readonly params: RpcBody;
}

export interface RpcAnswer {
  readonly result: RpcBody | null;
  readonly error: string | null;
  /** Its text as it came, from behind the id on: it may have numbers that JavaScript can't hold. */
  readonly rest?: string;
}

/** Bytes. The largest are lists of functions and goroutines. */
const LONGEST = 2 ** 26;
const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/**
 * Takes bytes as they come, and gives the text of each whole object: Go's reader needs no line ends between them. Where
 * they are none, `onNonsense` is told once in what way, and all that follows is passed over.
 */
export function createObjectReader(
  onText: (text: string) => void,
  onNonsense: (what: string) => void,
): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isOver = false;
  const giveUp = (what: string) => {
    isOver = true;
    pieces = [];
    onNonsense(what);
  };
  return (chunk) => {
    let from = 0;
    for (let at = 0; at < chunk.length && !isOver; at++) {
      const byte = chunk[at] ?? 0;
      if (depth === 0 && byte <= 0x20) from = at + 1;
      else if (depth === 0 && byte !== OPEN) giveUp('what is no object of JSON');
      else if (isEscaped) isEscaped = false;
      else if (isInString) {
        isEscaped = byte === BACKSLASH;
        isInString = byte !== QUOTE;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === OPEN) depth++;
      else if (byte === CLOSE && --depth === 0) {
        const text = Buffer.concat([...pieces, chunk.subarray(from, at + 1)]).toString('utf8');
        [pieces, held, from] = [[], 0, at + 1];
        onText(text);
      }
    }
    if (isOver || depth === 0) return;
    pieces.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > LONGEST) giveUp(`an object of more than ${LONGEST} bytes`);
  };
}

/** Reads the text of a request; undefined where it is none of delve's API. */
export function readRequest(text: string): RpcRequest | undefined {
  const { id, method, params } = parse(text);
  if (typeof method !== 'string' || !method.startsWith('RPCServer.') || !Array.isArray(params))
    return undefined;
  const [first] = params as readonly unknown[];
  return { id, method: method.slice('RPCServer.'.length), params: isBody(first) ? first : {} };
}

/** Reads the text of an answer, with the id of its request. */
export function readAnswer(text: string): RpcAnswer & { readonly id: unknown } {
  const { id, result, error } = parse(text);
  const rest = /^\{"id":(?:"[^"]*"|\d+)(,.*)$/s.exec(text)?.[1];
  return {
    id,
    result: isBody(result) ? result : null,
    error: typeof error === 'string' ? error : null,
    ...(rest !== undefined && { rest }),
  };
}

/** Puts a request into bytes. */
export function encodeRequest({ id, method, params }: RpcRequest): string {
  return `${JSON.stringify({ method: `RPCServer.${method}`, params: [params], id })}\n`;
}

/** Puts an answer into bytes; the order is that of Go, which some clients may count on. */
export function encodeAnswer(id: unknown, { result, error, rest }: RpcAnswer): string {
  const head = `{"id":${JSON.stringify(id)}`;
  return `${head}${rest ?? `,"result":${JSON.stringify(result)},"error":${JSON.stringify(error)}}`}\n`;
}

function parse(text: string): RpcBody {
  try {
    const value: unknown = JSON.parse(text);
    return isBody(value) ? value : {};
  } catch {
    return {};
  }
}
