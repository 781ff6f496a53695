import { failure, type Result, success } from '../problem.ts';
import { splitGoWords } from './arguments.ts';
import { completeLinkerFlag, hasNoPattern, isLinkerFlag } from './linker-flags.ts';
import { shorten } from './shorten.ts';

/** The user's flags of `go build`, taken apart. */
export interface BuildFlags {
  /** All but `-C`, each with its value in one word: `-tags=a,b`. */
  readonly flags: readonly string[];
  /** The value of `-C`. */
  readonly directory?: string;
  readonly files: FlagFiles;
}

/** The files that these flags name, as written. */
export type FlagFiles = Readonly<Partial<Record<'overlay' | 'modfile' | 'pgo', string>>>;

/** Flags of `go build` (1.26) that take a value in the next word; `go help build` lists them. */
const WITH_VALUE = new Set(
  (
    'C o p covermode coverpkg asmflags buildmode compiler gccgoflags gcflags installsuffix ldflags mod ' +
    'modfile overlay pgo pkgdir tags toolexec debug-actiongraph debug-runtime-trace debug-trace'
  ).split(' '),
);
const NO_PROGRAM = new Set(['archive', 'c-archive', 'c-shared', 'plugin', 'shared']);

/**
 * Takes the words of buildFlags apart. Fails at what go-run itself decides (`-o`, what to build), and at what
 * makes no program. Whether go knows a flag is left to go.
 */
export function parseBuildFlags(words: readonly string[]): Result<BuildFlags> {
  const flags: string[] = [];
  let directory: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const match = /^--?([^=-][^=]*)(?:=([\s\S]*))?$/.exec(word);
    if (!match) {
      const hint = 'What to build goes into the option file; the value of a flag is joined to it by =.';
      return failure(`buildFlags: ${shorten(JSON.stringify(word))} is not a flag`, hint);
    }
    const name = match[1] as string;
    let value = match[2];
    if (value === undefined && WITH_VALUE.has(name)) {
      value = words[++at];
      if (value === undefined) {
        return failure(`buildFlags: -${name} needs a value`, `Write -${name}=….`);
      }
    }
    const refusal = refuse(name, value);
    if (refusal) return refusal;
    if (name === 'C') directory = value;
    else flags.push(value === undefined ? `-${name}` : `-${name}=${value}`);
  }
  const files = readFlagFiles(flags);
  return success(directory === undefined ? { flags, files } : { flags, files, directory });
}

/** The files that flags of `go build` name, each written as one word; the last of a kind counts. */
export function readFlagFiles(flags: readonly string[]): FlagFiles {
  const files: Partial<Record<'overlay' | 'modfile' | 'pgo', string>> = {};
  for (const flag of flags) {
    const match = /^--?(overlay|modfile|pgo)=(?!$|auto$|off$)(.*)$/s.exec(flag);
    if (match) files[match[1] as keyof FlagFiles] = match[2] as string;
  }
  return files;
}

/**
 * The build tags of these words of buildFlags, or else of GOFLAGS: the last `-tags` counts (`go help build`), with
 * commas or, as it once was, blanks between them.
 */
export function findTags(words: readonly string[], goflags: string): ReadonlySet<string> {
  const given = [...splitGoWords(goflags).map(({ text }) => text), ...words];
  let tags = '';
  for (const [at, word] of given.entries()) {
    if (/^--?tags=/.test(word)) tags = word.slice(word.indexOf('=') + 1);
    else if (/^--?tags$/.test(word)) tags = given[at + 1] ?? '';
  }
  return new Set(tags.split(/[\s,]+/).filter((tag) => tag !== ''));
}

function refuse(name: string, value: string | undefined) {
  if (name === 'o') return failure('buildFlags: -o is set by go-run', 'Use the option outputPath instead.');
  if (name === 'n')
    return failure('buildFlags: -n only prints commands, so there is nothing to run', 'Leave it out.');
  if (name === 'json')
    return failure('buildFlags: -json hides the errors that go-run shows', 'Leave it out.');
  if (name === 'buildmode' && NO_PROGRAM.has(value ?? '')) {
    const hint = 'Leave it out, or use exe or pie.';
    return failure(`buildFlags: -buildmode=${value} makes no program that can be run`, hint);
  }
  return undefined;
}

/**
 * The flags of a build that is only run: no symbol table, no DWARF (20 to 30 % off an incremental build), no
 * version control stamp, unless the user's flags say otherwise or ask for a debugger's build (`-gcflags=-N`).
 * `goflags` is the value of GOFLAGS: a `-ldflags` on the command line would replace the one in there, so it
 * is merged too.
 */
export function addFastFlags(flags: readonly string[], goflags: string): string[] {
  const inherited = splitGoWords(goflags).map(({ text }) => text.replace(/^--/, '-'));
  const all = [...inherited, ...flags];
  const isDebugged = all.some((flag) => /^-gcflags=(.*[\s='"])?-N(\s|['"]|$)/.test(flag));
  const hasStamp = all.some((flag) => flag === '-buildvcs' || flag.startsWith('-buildvcs='));
  // Of all values, those of GOFLAGS first, the last one whose pattern matches a package wins whole: so each of
  // them gets the two flags, and the packages that no pattern matches need one without a pattern.
  const own = [...inherited.filter(isLinkerFlag), ...flags];
  const isCovered = isDebugged || own.some((flag) => isLinkerFlag(flag) && hasNoPattern(flag));
  return [
    ...(hasStamp ? [] : ['-buildvcs=false']),
    ...(isCovered ? [] : ['-ldflags=-s -w']),
    ...own.map((flag) => (isLinkerFlag(flag) ? completeLinkerFlag(flag, !isDebugged) : flag)),
  ];
}
