import { findPackageClause } from './go-head.ts';

/** Whether a build has this tag; undefined where one build has it and another hasn't. */
export type HasTag = (tag: string) => boolean | undefined;

/** Of go/build's syslist (1.26): names that go takes for a system or a processor, in tags and in file names. */
const SYSTEMS = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 ' +
    'windows zos'
  ).split(' '),
);
const PROCESSORS = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ' +
    'ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);
/** Words of an expression; go refuses more (maxSize of go/build/constraint), and the parser below calls itself. */
const MOST_WORDS = 1000;
/** Tags that go itself sets by its settings (`go help buildconstraint`, cmd/go/internal/cfg). */
const SETTINGS =
  /^(unix|cgo|gc|gccgo|go1\.\d+|race|msan|asan|boringcrypto|goexperiment\..+|(386|amd64|arm|arm64|mips\w*|ppc64\w*|riscv64|wasm)\..+)$/;

/**
 * The tags of a build with these `-tags`, on whichever system: what go sets by its settings is left open, and any
 * other tag, such as `ignore`, `tools` or `mage`, is not set unless it was given.
 */
export function tagsOfBuild(given: ReadonlySet<string> = new Set()): HasTag {
  return (tag) => {
    if (given.has(tag)) return true;
    return SYSTEMS.has(tag) || PROCESSORS.has(tag) || SETTINGS.test(tag) ? undefined : false;
  };
}

/**
 * Whether go takes a file of this name and text into its package, as go/build decides it: by the name (`_linux.go`,
 * a leading dot or underscore), by `//go:build`, or else by `// +build`. Undefined where the tags leave it open, or
 * a constraint can't be read, which go itself reports. `package documentation` is never built.
 */
export function isBuilt(name: string, source: string, hasTag: HasTag): boolean | undefined {
  if (/^[._]/.test(name)) return false;
  const { goBuild, plusBuild } = findConstraints(source.replace(/^\uFEFF/, ''));
  const [line] = goBuild;
  if (goBuild.length > 1) return undefined;
  if (findPackageClause(source) === 'documentation') return false;
  const inText =
    line === undefined ? plusBuild.map((one) => evaluatePlusBuild(one, hasTag)) : [evaluate(line, hasTag)];
  return [...tagsOfName(name).map(hasTag), ...inText].reduce(and, true);
}

/** The system and the processor that a file's name is for (goodOSArchFile of go/build). */
function tagsOfName(name: string): string[] {
  const [, ...words] = (name.split('.', 1)[0] ?? '').split('_');
  if (words.at(-1) === 'test') words.pop();
  const [last = '', previous = ''] = words.reverse();
  if (PROCESSORS.has(last)) return SYSTEMS.has(previous) ? [previous, last] : [last];
  return SYSTEMS.has(last) ? [last] : [];
}

/**
 * The expressions of the constraints before the package clause (parseFileHeader of go/build): those of `//go:build`
 * stand on lines of their own among blanks and comments; those of `// +build` before the last blank line that only
 * blanks and `//` comments precede.
 */
function findConstraints(source: string): { goBuild: string[]; plusBuild: string[] } {
  const goBuild: string[] = [];
  const plusBuild: string[] = [];
  let unconfirmed: string[] = [];
  let isHead = true;
  let isInBlock = false;
  for (const untrimmed of lines(source)) {
    const line = untrimmed.trim();
    if (line === '' && isHead) {
      plusBuild.push(...unconfirmed);
      unconfirmed = [];
      continue;
    }
    if (!line.startsWith('//')) isHead = false;
    if (!isInBlock) {
      const expression = /^\/\/go:build(?:\s+(.*))?$/.exec(line);
      if (expression) goBuild.push(expression[1] ?? '');
      const old = /^\/\/\s*\+build(?:\s+(.*))?$/.exec(line);
      if (old && isHead) unconfirmed.push(old[1] ?? '');
    }
    // What is left of the line behind its comments: `*/ package x`.
    let rest = line;
    while (rest !== '') {
      if (isInBlock) {
        const end = rest.indexOf('*/');
        if (end < 0) break;
        isInBlock = false;
        rest = rest.slice(end + 2).trim();
      } else if (rest.startsWith('//')) break;
      else if (rest.startsWith('/*')) {
        isInBlock = true;
        rest = rest.slice(2);
      } else return { goBuild, plusBuild };
    }
  }
  return { goBuild, plusBuild };
}

/** One by one: the head is short, and the rest may be long. */
function* lines(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    yield text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
  }
}

/** An expression of `//go:build` (go.dev/design/draft-gobuild); undefined also for what is none. */
function evaluate(expression: string, hasTag: HasTag): boolean | undefined {
  const words = expression.match(/\|\||&&|[!()]|[\p{L}\p{Nd}_.]+|\S/gu) ?? [];
  let at = 0;
  let isBroken = false;
  if (words.length > MOST_WORDS) return undefined;
  const takeAny = (): boolean | undefined => {
    let value = takeAll();
    while (words[at] === '||') {
      at++;
      value = or(value, takeAll());
    }
    return value;
  };
  const takeAll = (): boolean | undefined => {
    let value = takeOne();
    while (words[at] === '&&') {
      at++;
      value = and(value, takeOne());
    }
    return value;
  };
  const takeOne = (): boolean | undefined => {
    const word = words[at++] ?? '';
    if (word === '!') return not(takeOne());
    if (word === '(') {
      const value = takeAny();
      isBroken ||= words[at++] !== ')';
      return value;
    }
    isBroken ||= !/^[\p{L}\p{Nd}_.]/u.test(word);
    return hasTag(word);
  };
  const value = takeAny();
  return isBroken || at < words.length ? undefined : value;
}

/** Blanks stand for or, commas for and. */
function evaluatePlusBuild(expression: string, hasTag: HasTag): boolean | undefined {
  const one = (tag: string) => (tag.startsWith('!') ? not(hasTag(tag.slice(1))) : hasTag(tag));
  return expression
    .split(/\s+/)
    .map((group) => group.split(',').map(one).reduce(and, true))
    .reduce(or, false);
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function and(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one === false || other === false ? false : one && other;
}

function or(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one === true || other === true ? true : one === undefined ? undefined : other;
}
