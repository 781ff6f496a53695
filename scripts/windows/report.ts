import { writeFileSync } from 'node:fs';

/** What a run of Jest came to. Jest's own report can't hold a BigInt, which a failed expectation may have. */
export interface Report {
  readonly specs: readonly {
    /** Absolute path. */
    readonly path: string;
    /** Why it could not be run; empty where it was. */
    readonly trouble: string;
    readonly tests: readonly {
      readonly name: string;
      readonly status: string;
      readonly messages: readonly string[];
    }[];
  }[];
}

/** What Jest gives its reporters, as far as it is read here. */
interface Results {
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly testExecError?: { readonly message: string } | undefined;
    readonly testResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** A reporter of Jest that writes a Report into the file that WINDOWS_REPORT names. */
export default class ReportWriter {
  onRunComplete(_contexts: unknown, { testResults }: Results): void {
    const specs = testResults.map(({ testFilePath: path, testExecError, testResults }) => ({
      path,
      trouble: testExecError?.message ?? '',
      tests: testResults.map(({ fullName: name, status, failureMessages: messages }) => ({
        name,
        status,
        messages,
      })),
    }));
    writeFileSync(process.env['WINDOWS_REPORT'] ?? '', JSON.stringify({ specs } satisfies Report));
  }
}
