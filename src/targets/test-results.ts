/** A test, or a subtest by its path (`TestStore/empty`). Durations in seconds, as go gives them. */
export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly output: string;
}

/** A package whose tests have run, or could not be built. */
export interface PackageResult {
  /** Its import path. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'untested';
  readonly seconds: number;
  readonly isCached: boolean;
  /** `80.0%`, where it was measured. */
  readonly coverage?: string;
  readonly tests: readonly TestResult[];
  /** What the package printed outside of its tests. */
  readonly output: string;
  /** Whether it, or what it imports, could not be built. */
  readonly isUnbuilt: boolean;
}

/** Collects what `go test -json` prints. */
export interface TestReader {
  /** Takes one line of stdout; gives the package that it ends, if it ends one. */
  readonly read: (line: string) => PackageResult | undefined;
  /** What compilers printed, as of Go 1.24, and lines that are no JSON, such as those of a wrapper. */
  readonly rest: () => string;
}

/** One line of `go test -json` (cmd/test2json), or of `go build -json` (`go help buildjson`) among them. */
interface Line {
  readonly Action?: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Elapsed?: number;
  readonly Output?: string;
  readonly FailedBuild?: string;
}

interface OpenTest {
  output: string;
  ended?: { readonly outcome: TestResult['outcome']; readonly seconds: number };
}

interface OpenPackage {
  readonly tests: Map<string, OpenTest>;
  output: string;
}

/** What go prints of the progress of a test, beside what the test prints. */
const PROGRESS = /^=== (?:RUN|PAUSE|CONT|NAME)\b.*\n$/;
const OUTCOMES: Readonly<Record<string, TestResult['outcome']>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
};

/** Makes a reader for one `go test -json`. A test that has not ended when its package has is a failed one. */
export function createTestReader(): TestReader {
  const open = new Map<string, OpenPackage>();
  let rest = '';
  const take = (line: Line): PackageResult | undefined => {
    const { Action: action = '', Package: name, Test: test, Output: output = '' } = line;
    if (action === 'build-output') rest += output;
    if (name === undefined) return undefined;
    const found = open.get(name) ?? { tests: new Map<string, OpenTest>(), output: '' };
    open.set(name, found);
    const one = test === undefined ? undefined : (found.tests.get(test) ?? { output: '' });
    if (test !== undefined && one) found.tests.set(test, one);
    if (action === 'output' && !PROGRESS.test(output)) (one ?? found).output += output;
    const outcome = OUTCOMES[action];
    if (outcome === undefined) return undefined;
    if (one) {
      one.ended = { outcome, seconds: line.Elapsed ?? 0 };
      return undefined;
    }
    open.delete(name);
    return close(name, found, outcome, line);
  };
  return {
    read(text) {
      const line = parse(text);
      if (line) return take(line);
      rest += `${text}\n`;
      return undefined;
    },
    rest: () => rest,
  };
}

function close(
  name: string,
  { tests, output }: OpenPackage,
  outcome: TestResult['outcome'],
  { Elapsed: seconds = 0, FailedBuild: failedBuild }: Line,
): PackageResult {
  const coverage = /^coverage: (\S+%) of statements/m.exec(output)?.[1];
  const all = [...tests].map(([test, one]): TestResult => {
    const ended = one.ended ?? { outcome: 'failed', seconds: 0 };
    return { name: test, ...ended, output: one.output };
  });
  const isUnbuilt = failedBuild !== undefined || /^FAIL\t\S+ \[(?:build|setup) failed\]$/m.test(output);
  return {
    name,
    // A package without tests is skipped, or with -cover passed.
    outcome: outcome === 'failed' ? 'failed' : all.length === 0 ? 'untested' : 'passed',
    seconds,
    isCached: /^ok .*\(cached\)/m.test(output),
    ...(coverage === undefined ? {} : { coverage }),
    tests: all,
    output,
    isUnbuilt,
  };
}

function parse(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Line;
    return typeof value.Action === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a failed package has to show: the output of each failed test below the line that names it, and what the package
 * itself has printed.
 */
export function showFailure({ tests, output }: PackageResult): string {
  const failed = tests.filter((one) => one.outcome === 'failed').map(showTest);
  return `${failed.join('')}${output.replace(TRAILER, '')}`.trimEnd();
}

/** What go prints at the end of a package, which is told in other words. */
const TRAILER = /^(?:FAIL|ok|PASS|coverage:|exit status)\b.*\n?/gm;

/** The output of a test below the line that go prints last, which names it. */
export function showTest({ output }: TestResult): string {
  const lines = output.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const isName = (line: string) => /^ *--- (?:FAIL|PASS|SKIP): /.test(line);
  return [...lines.filter(isName), ...lines.filter((line) => !isName(line))].join('');
}

/** Tests as they are counted: without those that only hold others, unless they have failed by themselves. */
export function countTests(tests: readonly TestResult[]): Readonly<Record<TestResult['outcome'], number>> {
  const parentsOf = (some: readonly TestResult[]) => new Set(some.flatMap(({ name }) => listParents(name)));
  const parents = parentsOf(tests);
  const failed = parentsOf(tests.filter(({ outcome }) => outcome === 'failed'));
  const counted = tests.filter(
    ({ name, outcome }) => !parents.has(name) || (outcome === 'failed' && !failed.has(name)),
  );
  const count = (outcome: TestResult['outcome']) => counted.filter((one) => one.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

function listParents(name: string): readonly string[] {
  return [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index));
}
