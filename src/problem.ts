/** Something a person has to mend: what is wrong, where (in the message) and what to do (the hint). */
export interface Problem {
  readonly message: string;
  readonly hint?: string;
}

/** A value, or the problem that stands in its way. Throwing is left to bugs. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value as a success. */
export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a message, and what to do about it, as a failure. */
export function failure(message: string, hint?: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: hint === undefined ? { message } : { message, hint } };
}
