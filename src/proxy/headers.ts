/** Names and values in turn, as Node's `rawHeaders` are: in their order, case and number. */
export type RawHeaders = readonly string[];

/** As much as Go takes; the default of Node would refuse what the program accepts. Bytes. */
export const MOST_HEADERS = 2 ** 20;

/** Of one connection only, by RFC 9110 §7.6.1; besides those that Connection names. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Without those that are about the connection alone; `keep` are names, in lower case, that stay all the same. */
export function endToEnd(headers: RawHeaders, ...keep: readonly string[]): string[] {
  const named = valuesOf(headers, 'connection').flatMap((value) =>
    value.split(',').map((name) => name.trim().toLowerCase()),
  );
  const dropped = new Set([...HOP_BY_HOP, ...named].filter((name) => !keep.includes(name)));
  return headers.flatMap((name, at) =>
    at % 2 === 0 && !dropped.has(name.toLowerCase()) ? [name, headers[at + 1] ?? ''] : [],
  );
}

/** Without one header. `name` is in lower case. */
export function without(headers: RawHeaders, name: string): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== name);
}

/** All values of a header. `name` is in lower case. */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  return headers.filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name);
}

/** Pairs of names and values. */
export function toPairs(headers: RawHeaders): [string, string][] {
  return headers.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : [],
  );
}

/** The head of an answer, as bytes; `latin1`, which is what Node has read header values as. */
export function writeHead(status: number, message: string, headers: RawHeaders): Buffer {
  const lines = toPairs(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} ${message}\r\n${lines.join('')}\r\n`, 'latin1');
}
