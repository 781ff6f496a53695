import { METHODS } from 'node:http';

/** What a connection begins with. */
export type Protocol =
  /** A request that Node's parser takes. */
  | 'http'
  /** Words that Node's parser refuses, and the program may take. */
  | 'other-text'
  /** TLS, or whatever else. */
  | 'binary';

/** CONNECT is about a whole connection. */
const TAKEN = METHODS.filter((method) => method !== 'CONNECT');

/**
 * Tells by the first bytes of a connection what it is, as far as Node's parser is concerned: it knows a list of
 * methods, ASCII in a target, and CR LF, and so refuses what a Go program takes (`FOO /`, `GET /grün`, lines that end by
 * LF alone, headers on two lines, HTTP/2 without TLS). Undefined: more bytes are needed.
 */
export function tellProtocol(bytes: Buffer): Protocol | undefined {
  const text = bytes.toString('latin1');
  const [line = ''] = text.split('\n', 1);
  const isWhole = line.length < text.length;
  if (/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(line)) return 'binary';
  // Empty lines before the first are passed over.
  if (line === '\r' && isWhole) return 'http';
  const [method = '', ...rest] = line.split(' ');
  if (rest.length === 0 && !isWhole) {
    const mayBecome = method === '\r' || TAKEN.some((one) => one.startsWith(method));
    return mayBecome ? undefined : 'other-text';
  }
  if (!TAKEN.includes(method) || /[\x80-\xff]/.test(line)) return 'other-text';
  // A target may be as long as all headers together: what was seen of it has to do.
  if (!isWhole) return 'http';
  if (!/^[!-~]+ HTTP\/1\.[01]\r$/.test(rest.join(' '))) return 'other-text';
  const [head = ''] = text.split('\r\n\r\n', 1);
  return /[^\r]\n|\n[ \t]/.test(head) ? 'other-text' : 'http';
}
