import builder from 'junit-report-builder';
import type { PackageResult, TestResult } from './test-results.ts';

/** Its types are those of an ES module, but Node takes its CommonJS. */
const reports = builder as unknown as typeof builder.default;

/**
 * A report as CI servers read it (the JUnit XML of Ant, as far as GitLab, Jenkins and GitHub's actions agree): a suite
 * for each package, a case for each test. A package that failed outside of its tests has a case of its own.
 */
export function writeJUnit(packages: readonly PackageResult[]): string {
  const report = reports.newBuilder();
  for (const one of packages) {
    if (one.outcome === 'untested') continue;
    const suite = report.testSuite().name(one.name).time(one.seconds);
    const tests = one.tests.some(({ outcome }) => outcome === 'failed') ? one.tests : addOwnFailure(one);
    for (const { name, outcome, seconds, output } of tests) {
      const reported = suite.testCase().className(one.name).name(toLegible(name)).time(seconds);
      if (outcome === 'failed') reported.failure('Failed').stacktrace(toLegible(output));
      if (outcome === 'skipped')
        reported.skipped().standardOutput(toLegible(output.replace(/^ *--- .*\n?/gm, '').trim()));
    }
  }
  return report.build();
}

function addOwnFailure({ name, outcome, seconds, tests, output }: PackageResult): readonly TestResult[] {
  return outcome === 'failed' ? [...tests, { name, outcome, seconds, output }] : tests;
}

/** Without colours; what XML 1.0 has no way to write becomes U+FFFD. */
function toLegible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}
