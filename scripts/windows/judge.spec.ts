import { judge } from './judge.ts';
import type { Report } from './report.ts';

const reportOf = (path: string, statuses: Readonly<Record<string, string>>, trouble = ''): Report => {
  const tests = Object.entries(statuses).map(([name, status]) => ({
    name,
    status,
    messages: status === 'failed' ? ['expected'] : [],
  }));
  return { specs: [{ path, trouble, tests }] };
};

describe('a report of tests on Windows', () => {
  const limits = [
    { spec: 'src/a.spec.ts', tests: ['a link'], because: 'there are none' },
    { spec: 'src/whole.spec.ts', because: 'it needs a shell' },
  ];
  const judged = (tests: Readonly<Record<string, string>>, spec = 'a') =>
    judge(reportOf(`Z:\\repo\\src\\${spec}.spec.ts`, tests), '/repo', limits);

  it('passes where what is known to fail fails, and all else passes', () => {
    const tests = {
      'a link is followed': 'failed',
      'a link is named': 'failed',
      other: 'passed',
      off: 'pending',
    };
    expect(judged(tests)).toEqual({ passed: 3, failures: [] });
  });

  it('tells of a failure that nobody expects, with its message', () => {
    const { passed, failures } = judged({ 'a link': 'failed', 'another link': 'failed' });
    expect(passed).toBe(1);
    expect(failures).toEqual(['src/a.spec.ts: another link\nexpected']);
  });

  it('tells of a test that passes and is said to fail', () => {
    const { failures } = judged({ 'a link is followed': 'passed', 'a link is named': 'failed' });
    expect(failures).toEqual([expect.stringMatching(/^src\/a\.spec\.ts: a link is followed\npasses/)]);
  });

  it('tells of a limit that names no test, unless its spec was not run', () => {
    expect(judged({ other: 'passed' }).failures).toEqual([expect.stringContaining('there is no such test')]);
    expect(judged({ other: 'passed' }, 'b').failures).toEqual([]);
  });

  it('takes a spec that could not be run for one failure', () => {
    const report = (spec: string) => reportOf(`C:\\repo\\src\\${spec}.spec.ts`, {}, 'no such module');
    expect(judge(report('b'), 'C:\\repo', limits).failures).toEqual(['src/b.spec.ts: \nno such module']);
    expect(judge(report('whole'), 'C:\\repo', limits)).toEqual({ passed: 1, failures: [] });
  });
});
