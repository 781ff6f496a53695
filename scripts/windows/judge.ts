import type { Limit } from './limits.ts';
import type { Report } from './report.ts';

/** What a run came to. */
export interface Verdict {
  /** Tests that passed, and those that failed as the list of limits tells. */
  readonly passed: number;
  /** What nobody has told: failures, each with its messages, and limits that are none any more. */
  readonly failures: readonly string[];
}

/** Compares a report with the limits. A spec that could not be run counts as one test, named by its path alone. */
export function judge(report: Report, repository: string, limits: readonly Limit[]): Verdict {
  const known = limits.flatMap(({ spec, tests = [''] }) => tests.map((test) => ({ spec, test })));
  const met = new Set<(typeof known)[number]>();
  const failures: string[] = [];
  let passed = 0;
  const add = (spec: string, test: string, succeeded: boolean, message: string) => {
    const found = known.filter((one) => one.spec === spec && test.startsWith(one.test));
    for (const one of found) met.add(one);
    if (succeeded === (found.length === 0)) passed++;
    else if (succeeded) failures.push(`${spec}: ${test}\npasses, and limits.ts says that it can't`);
    else failures.push(`${spec}: ${test}\n${message}`);
  };
  const specs = new Set<string>();
  for (const { path, trouble, tests } of report.specs) {
    const spec = relative(path, repository);
    specs.add(spec);
    if (trouble !== '') add(spec, '', false, trouble);
    for (const { name, status, messages } of tests)
      if (status === 'passed' || status === 'failed')
        add(spec, name, status === 'passed', messages.join('\n'));
  }
  for (const one of known)
    if (specs.has(one.spec) && !met.has(one))
      failures.push(`${one.spec}: ${one.test}\nis in limits.ts, and there is no such test`);
  return { passed, failures };
}

/** From the repository, with slashes. Wine has Linux's disk as drive Z. */
function relative(path: string, repository: string): string {
  const slashes = (one: string) => one.replace(/^[a-z]:/i, '').replaceAll('\\', '/');
  return slashes(path).slice(slashes(repository).length + 1);
}
