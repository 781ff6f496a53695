interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly testExecError?: unknown }[];
}

/**
 * A Jest reporter whose `N passed, N failed` is the very last line of a run. A spec file that could not
 * be run at all counts as one failure.
 */
export default class SummaryReporter {
  onRunComplete(_contexts: unknown, results: Results): void {
    const broken = results.testResults.filter((spec) => spec.testExecError).length;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed`;
    // Jest prints its own summary after this hook.
    process.once('exit', () => console.log(line));
  }
}
