/** What go-run reads of a go.mod or go.work: its own module path, and the folders that it points to. */
export interface ModFile {
  readonly module?: string;
  /** The version of the `go` line, such as `1.26.0`. */
  readonly go?: string;
  /** The toolchain line, such as `go1.26.8`. */
  readonly toolchain?: string;
  /** Folders of `use`, as written. */
  readonly uses: readonly string[];
  /** `replace` targets that are folders, by the module path that they stand for. */
  readonly replaces: ReadonlyMap<string, string>;
  /** Module paths of `require`. */
  readonly requires: readonly string[];
  /** Import paths of `tool`. */
  readonly tools: readonly string[];
}

/**
 * Reads the directives of a go.mod or go.work (go.dev/ref/mod#go-mod-file-lexical): a line each, or a block
 * in parentheses. Lines that it does not know are passed over, so it never fails; go itself reports mistakes.
 */
export function parseModFile(text: string): ModFile {
  let module: string | undefined;
  let go: string | undefined;
  let toolchain: string | undefined;
  const uses: string[] = [];
  const requires: string[] = [];
  const tools: string[] = [];
  const replaces = new Map<string, string>();
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    let words = readWords(line);
    if (words.length === 0) continue;
    if (words[0] === ')') {
      block = undefined;
      continue;
    }
    if (words[1] === '(') {
      block = words[0];
      continue;
    }
    if (block !== undefined) words = [block, ...words];
    const [directive, first] = words;
    if (first === undefined) continue;
    if (directive === 'module') module = first;
    if (directive === 'go') go = first;
    if (directive === 'toolchain') toolchain = first;
    if (directive === 'use') uses.push(first);
    if (directive === 'require') requires.push(first);
    if (directive === 'tool') tools.push(first);
    const target = words[words.indexOf('=>') + 1];
    if (
      directive === 'replace' &&
      words.includes('=>') &&
      target !== undefined &&
      /^(\.|\/|[A-Za-z]:)/.test(target)
    ) {
      replaces.set(first, target);
    }
  }
  return {
    uses,
    requires,
    tools,
    replaces,
    ...(module === undefined ? {} : { module }),
    ...(go === undefined ? {} : { go }),
    ...(toolchain === undefined ? {} : { toolchain }),
  };
}

function readWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\/\/.*)|([()])|([^\s()]+)/g)) {
    if (match[3] !== undefined) break;
    words.push(match[1] ?? match[2] ?? match[4] ?? match[5] ?? '');
  }
  return words;
}
