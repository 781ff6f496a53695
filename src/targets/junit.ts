import type { PackageResult, TestResult } from './test-results.ts';

/**
 * A report as CI servers read it (the JUnit XML of Ant, as far as GitLab, Jenkins and GitHub's actions agree): a suite
 * for each package, a case for each test. A package that failed outside of its tests has a case of its own.
 */
export function writeJUnit(packages: readonly PackageResult[]): string {
  const suites = packages
    .filter(({ outcome }) => outcome !== 'untested')
    .map((one) => {
      const tests = one.tests.some(({ outcome }) => outcome === 'failed') ? one.tests : addOwnFailure(one);
      const count = (outcome: TestResult['outcome']) =>
        tests.filter((test) => test.outcome === outcome).length;
      const totals = { tests: tests.length, failures: count('failed'), skipped: count('skipped') };
      const cases = tests.map((test) => writeCase(one.name, test));
      return element(
        'testsuite',
        { name: one.name, ...totals, time: one.seconds.toFixed(3) },
        cases.join('\n'),
      );
    });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', {}, suites.join('\n'))}\n`;
}

function addOwnFailure({ name, outcome, seconds, tests, output }: PackageResult): readonly TestResult[] {
  return outcome === 'failed' ? [...tests, { name, outcome, seconds, output }] : tests;
}

function writeCase(packageName: string, { name, outcome, seconds, output }: TestResult): string {
  const inner =
    outcome === 'failed'
      ? element('failure', { message: 'Failed' }, escape(output))
      : outcome === 'skipped'
        ? element('skipped', { message: output.replace(/^ *--- .*\n?/gm, '').trim() })
        : '';
  return element('testcase', { classname: packageName, name, time: seconds.toFixed(3) }, inner);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, inner = ''): string {
  const words = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escape(String(value))}"`),
  ];
  return inner === '' ? `<${words.join(' ')}/>` : `<${words.join(' ')}>${inner}</${name}>`;
}

/** As XML 1.0 takes it: what it has no way to write becomes U+FFFD. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
