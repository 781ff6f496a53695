import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Mutation testing: `npm run mutants -- --mutate 'src/cycle/*.ts'`. A mutant that no spec notices is a spec that is
 * missing, or code that is. Not in CI: a room takes minutes.
 */
export default {
  mutate: [],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  // The repository's own, without e2e, whose processes know nothing of mutants.
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: true,
    config: {
      testEnvironment: 'node',
      roots: ['<rootDir>/src'],
      testMatch: ['**/*.spec.ts'],
      extensionsToTreatAsEsm: ['.ts'],
      transform: {
        '^.+\\.ts$': [
          '@swc/jest',
          { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
        ],
      },
    },
  },
  coverageAnalysis: 'perTest',
  // What only fills time or text would be killed by tests of words alone.
  mutator: { excludedMutations: ['StringLiteral'] },
  // Jest looks for no tests below a folder whose name begins with a dot, as the default's does.
  tempDirName: join(tmpdir(), 'nx-go-run-mutants'),
  ignorePatterns: ['/benchmarks', '/docs', '/dist'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false },
  concurrency: 2,
};
