import { writeJUnit } from './junit.ts';
import { countTests, createTestReader, type PackageResult, showFailure } from './test-results.ts';

/** Reads events as `go test -json` prints them, and gives the packages that ended. */
function read(...events: (object | string)[]) {
  const reader = createTestReader();
  const packages = events
    .map((event) =>
      reader.read(typeof event === 'string' ? event : JSON.stringify({ Package: 'p', ...event })),
    )
    .filter((one) => one !== undefined);
  return { packages, rest: reader.rest() };
}

const output = (Output: string, Test?: string) => ({ Action: 'output', Output, ...(Test && { Test }) });
const only = ({ packages }: { readonly packages: readonly PackageResult[] }) => packages[0] as PackageResult;

const FAILED = [
  { Action: 'run', Test: 'TestA' },
  output('=== RUN   TestA\n', 'TestA'),
  { Action: 'run', Test: 'TestA/one' },
  output('    a_test.go:9: got 1\n', 'TestA/one'),
  output('    --- FAIL: TestA/one (0.00s)\n', 'TestA/one'),
  { Action: 'fail', Test: 'TestA/one', Elapsed: 0.25 },
  output('--- FAIL: TestA (0.00s)\n', 'TestA'),
  { Action: 'fail', Test: 'TestA' },
  output('hello\n', 'TestB'),
  { Action: 'pass', Test: 'TestB' },
  output('    b_test.go:3: no network\n--- SKIP: TestC (0.00s)\n', 'TestC'),
  { Action: 'skip', Test: 'TestC' },
  output('FAIL\n'),
  output('exit status 1\n'),
  output('FAIL\tp\t0.3s\n'),
  { Action: 'fail', Elapsed: 0.3 },
];

describe('createTestReader', () => {
  it('gives a package once it has ended, with its tests and what they printed', () => {
    const one = only(read(...FAILED));
    expect(one).toMatchObject({
      name: 'p',
      outcome: 'failed',
      seconds: 0.3,
      isCached: false,
      isUnbuilt: false,
    });
    expect(countTests(one.tests)).toEqual({ passed: 1, failed: 1, skipped: 1 });
    expect(showFailure(one)).toBe(
      '--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/one (0.00s)\n    a_test.go:9: got 1',
    );
  });

  it('takes a test that has not ended, as by a panic or os.Exit, for a failed one', () => {
    const one = only(read(output('panic: no\n', 'TestA'), output('FAIL\tp\t0.1s\n'), { Action: 'fail' }));
    expect(one.tests).toEqual([{ name: 'TestA', outcome: 'failed', seconds: 0, output: 'panic: no\n' }]);
    expect(showFailure(one)).toBe('panic: no');
  });

  it('shows what a package printed that failed outside of its tests', () => {
    expect(
      showFailure(only(read(output('no database\n'), output('FAIL\tp\t0.1s\n'), { Action: 'fail' }))),
    ).toBe('no database');
  });

  it('knows packages that are cached, covered, without tests, and not built', () => {
    const covered = read(
      output('coverage: 81.5% of statements\n'),
      output('ok  \tp\t(cached)\tcoverage: …\n'),
      {
        Action: 'pass',
      },
    );
    expect(only(covered)).toMatchObject({ isCached: true, coverage: '81.5%' });
    expect(only(read(output('?   \tp\t[no test files]\n'), { Action: 'skip' })).outcome).toBe('untested');
    expect(only(read({ Action: 'fail', FailedBuild: 'p [p.test]' })).isUnbuilt).toBe(true);
    expect(only(read(output('FAIL\tp [build failed]\n'), { Action: 'fail' })).isUnbuilt).toBe(true);
  });

  it('keeps apart what compilers and others print', () => {
    const build = JSON.stringify({ ImportPath: 'p', Action: 'build-output', Output: '# p\n' });
    expect(read(build, 'FAIL\tp [build failed]', '{"half', '{"Action":1}').rest).toBe(
      '# p\nFAIL\tp [build failed]\n{"half\n{"Action":1}\n',
    );
  });
});

describe('writeJUnit', () => {
  it('has a suite for each package and a case for each test', () => {
    const text = writeJUnit(read(...FAILED).packages);
    expect(text).toContain('<testsuite name="p" time="0.3" tests="4" failures="2" errors="0" skipped="1">');
    expect(text).toMatch(
      /<testcase classname="p" name="TestA\/one" time="0\.25">\s*<failure message="Failed"><!\[CDATA\[/,
    );
    expect(text).toMatch(/<skipped\/>\s*<system-out><!\[CDATA\[b_test\.go:3: no network\]\]>/);
  });

  it('has a case for a package that failed outside of its tests, and none for one without', () => {
    const text = writeJUnit([
      ...read(output('no <database>\x1b[31m & \x00\n'), { Action: 'fail' }).packages,
      ...read({ Action: 'skip', Package: 'q' }).packages,
    ]);
    expect(text).toContain('<failure message="Failed"><![CDATA[no <database> & \ufffd\n]]></failure>');
    expect(text).not.toContain('"q"');
  });
});
