import type { Config } from 'jest';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/e2e', '<rootDir>/scripts', '<rootDir>/benchmarks'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/e2e/rig/provide-go.ts',
  setupFilesAfterEnv: process.platform === 'win32' ? ['<rootDir>/scripts/windows/same-paths.ts'] : [],
  reporters: ['default', '<rootDir>/e2e/rig/summary-reporter.ts'],
} satisfies Config;
