/** Tests that fail on Windows or under Wine, and why that stays so. */
export interface Limit {
  /** The spec, from the repository. */
  readonly spec: string;
  /** What the tests' full names begin with; absent: each test of the spec. */
  readonly tests?: readonly string[];
  readonly because: string;
}

/** All of them, for the runner: it expects each of these tests to fail, and tells of one that passes. */
export const LIMITS: readonly Limit[] = [];
