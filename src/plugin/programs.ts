import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isBuilt, tagsOfBuild } from '../golang/build-constraint.ts';
import { findPackageClause } from '../golang/go-head.ts';
import type { Files } from '../golang/passed-over.ts';
import type { KeptFacts } from './kept-facts.ts';

/** A main package. */
export interface Program extends Listening {
  /** Its folder, from the workspace's root. */
  readonly folder: string;
}

/** The Go files of one folder, from the workspace's root, less tests. */
export interface GoFolder {
  readonly folder: string;
  readonly files: readonly string[];
}

/** The same on each machine: a program for another system is one, and one that needs a tag is none. */
const TAGS = tagsOfBuild();

/**
 * What a folder's program is; undefined where its package isn't main. One file tells the package's name, the first
 * that a build takes and whose clause can be read; only a main package is read whole. It stays one while its code is
 * broken, also without a `func main`: whoever edits it wants it served. Where no clause can be read (a merge's
 * conflict), a `func main` tells. Facts are kept by the content of what is read.
 */
export function findProgram(
  { folder, files }: GoFolder,
  { read }: Files,
  facts: KeptFacts<Listening>,
): Program | undefined {
  const ordered = [...files].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const sources: string[] = [];
  let isMain = false;
  for (const file of ordered) {
    const source = read(file);
    if (source === undefined || isBuilt(posix.basename(file), source, TAGS) === false) continue;
    const name = findPackageClause(source);
    if (name !== undefined && name !== 'main' && !isMain) return undefined;
    isMain ||= name === 'main';
    sources.push(source);
  }
  if (!isMain && !sources.some((source) => /^func main\b/m.test(source))) return undefined;
  const key = createHash('sha1').update(sources.join('\0')).digest('base64');
  return { folder, ...facts.get(key, () => readListening(sources)) };
}

/** `main.go` first: where it is there, it is the file that tells. */
function rank(file: string): number {
  return posix.basename(file) === 'main.go' ? 0 : 1;
}

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
