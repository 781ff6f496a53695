import { failure, success, type Result } from './problem.ts';

/** The user's flags of `go build`, taken apart. */
export interface BuildFlags {
  /** All but `-C`, each with its value in one word: `-tags=a,b`. */
  readonly flags: readonly string[];
  /** The value of `-C`. */
  readonly directory?: string;
  /** The files that `-overlay`, `-modfile` and `-pgo` name, as written. */
  readonly files: readonly string[];
}

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
  const files: string[] = [];
  let directory: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const match = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(word);
    if (!match) {
      return failure(`buildFlags: ${word} is not a flag`, 'What to build goes into the option file.');
    }
    const name = match[1] as string;
    let value = match[2];
    if (value === undefined && WITH_VALUE.has(name)) {
      value = words[++at];
      if (value === undefined) return failure(`buildFlags: -${name} needs a value`);
    }
    const refusal = refuse(name, value);
    if (refusal) return refusal;
    if (name === 'C') directory = value;
    else flags.push(value === undefined ? `-${name}` : `-${name}=${value}`);
    if (['overlay', 'modfile'].includes(name) || (name === 'pgo' && value !== 'auto' && value !== 'off')) {
      files.push(value as string);
    }
  }
  return success(directory === undefined ? { flags, files } : { flags, files, directory });
}

function refuse(name: string, value: string | undefined) {
  if (name === 'o') return failure('buildFlags: -o is set by go-run', 'Use the option outputPath instead.');
  if (name === 'n') return failure('buildFlags: -n only prints commands, so there is nothing to run');
  if (name === 'json')
    return failure('buildFlags: -json hides the errors that go-run shows', 'Leave it out.');
  if (name === 'buildmode' && NO_PROGRAM.has(value ?? '')) {
    return failure(`buildFlags: -buildmode=${value} makes no program that can be run`);
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
  const inherited = splitGoflags(goflags);
  const has = (name: string) =>
    [...flags, ...inherited].some((flag) => flag === `-${name}` || flag.startsWith(`-${name}=`));
  const debugged = [...flags, ...inherited].some((f) => /^-gcflags=(.*[\s=])?-N(\s|$)/.test(f));
  const result: string[] = has('buildvcs') ? [] : ['-buildvcs=false'];
  if (debugged) return [...result, ...flags];

  const isLinker = (flag: string) => flag.startsWith('-ldflags=');
  const own = flags.filter(isLinker).length > 0 ? flags : [...inherited.filter(isLinker), ...flags];
  // The last value whose pattern matches the package wins whole, so each of them gets the two flags, and one
  // without a pattern goes first for the packages that no pattern matches.
  const first = own.find(isLinker);
  if (first === undefined || !/^-ldflags=(-|$)/.test(first)) result.push('-ldflags=-s -w');
  return [...result, ...own.map((flag) => (isLinker(flag) ? mergeLinkerFlags(flag) : flag))];
}

/** `-ldflags=VALUE` or `-ldflags=PATTERN=VALUE` with `-s -w` in front of VALUE, unless it has its own. */
function mergeLinkerFlags(flag: string): string {
  const value = flag.slice('-ldflags='.length);
  const equals = value.startsWith('-') ? -1 : value.indexOf('=');
  const pattern = value.slice(0, equals + 1);
  const rest = value.slice(equals + 1);
  if (/(^|\s)--?[sw](=|\s|$)/.test(rest)) return flag;
  return `-ldflags=${pattern}${`-s -w ${rest}`.trimEnd()}`;
}

/** GOFLAGS is split at blanks; a flag may be quoted whole (`go help environment`). */
function splitGoflags(goflags: string): string[] {
  return [...goflags.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) =>
    (m[1] ?? m[2] ?? m[3] ?? '').replace(/^--/, '-'),
  );
}
