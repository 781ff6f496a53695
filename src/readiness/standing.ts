/** How a condition of being ready stands. */
export type Standing =
  | { readonly met: true }
  /** `waitingFor` completes the sentence "still waiting for …". */
  | { readonly met: false; readonly waitingFor: string };

export const met: Standing = { met: true };

/** A condition that does not hold yet. */
export function unmet(waitingFor: string): Standing {
  return { met: false, waitingFor };
}
