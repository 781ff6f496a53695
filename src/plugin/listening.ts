/** Where a program listens, as far as its main package's sources say so in so many words. */
export interface Listening {
  readonly port?: number;
  /** The path of its health route. */
  readonly readyUrl?: string;
}

/** Strings and runes, which stay, and raw strings and comments, which go. */
const TOKENS = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** What listens at a literal port: net/http, net.Listen, gin, echo, fiber, GoFrame. */
const LITERAL =
  /(?:\bListenAndServe(?:TLS)?\(|\bnet\.Listen\(\s*"tcp[46]?"\s*,|\.(?:Listen|Run|Start)(?:TLS)?\(|\.SetAddr\(|\bhttp\.Server\{[^}]*\bAddr:)\s*"[^":\n]*:(\d{1,5})"\s*[,;)}\n]|\.SetPort\((\d{1,5})\)/g;

/** What listens where a variable says, so that a literal port beside it may be that of something else. */
const VARIABLE =
  /\bListenAndServe(?:TLS)?\((?!\s*(?:\)|"[^"\n]*:\d+"\s*[,)]))|\bnet\.Listen\(\s*"tcp[46]?"\s*,(?!\s*"[^"\n]*:\d+"\s*\))|\bhttp\.Server\{[^}]*\bAddr:(?!\s*"[^"\n]*:\d+"\s*[,}\n])|\.(?:Listen|Run|Start)(?:TLS)?\((?!\s*"[^"\n]*"\s*[,)])[^)\n]*(?:addr|port|host|listen)|\.Set(?:Port|Addr)\((?!["\d])/i;

/** The routes that tell whether a program is ready, the best first. */
const HEALTH = ['/readyz', '/healthz', '/health'];

/**
 * Reads the port that a program opens, and its health route, off the sources of its main package. Says nothing
 * where they name several ports or none, or a variable decides: then go-run takes the first port that the program
 * opens, whichever it is.
 */
export function readListening(sources: readonly string[]): Listening {
  const code = sources
    .map((source) => source.replace(TOKENS, (token) => (/^[/`]/.test(token) ? ' ' : token)))
    .join('\n');
  if (VARIABLE.test(code)) return {};
  const ports = new Set([...code.matchAll(LITERAL)].map((match) => Number(match[1] ?? match[2])));
  const [port] = ports;
  if (port === undefined || ports.size > 1 || port < 1 || port > 65_535) return {};
  const readyUrl = HEALTH.find((path) =>
    new RegExp(`\\.(?:HandleFunc|Handle|GET|Get)\\(\\s*"(?:GET )?${path}"`).test(code),
  );
  return { port, ...(readyUrl === undefined ? {} : { readyUrl }) };
}
