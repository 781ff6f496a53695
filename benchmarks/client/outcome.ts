/** How one request of the client went. Times are in ms, on the clock of `performance.now()`. */
export interface Outcome {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly how: 'answered' | 'refused' | 'failed';
  /** The answer, or the error's code. */
  readonly text: string;
}

/** What the client saw of an edit. */
export interface Outage {
  readonly asked: number;
  /** Requests without an answer: refused, cut off, or too late. */
  readonly failed: number;
  /** How long the port refused, in ms: from each first refusal to the next request that was answered. */
  readonly darkMs: number;
}

/** Adds up what went wrong. A port that still refuses at the end counts until the last request. */
export function judge(outcomes: readonly Outcome[]): Outage {
  const inOrder = [...outcomes].sort((a, b) => a.sentAt - b.sentAt);
  let darkMs = 0;
  let darkSince: number | undefined;
  for (const { how, sentAt } of inOrder) {
    if (how === 'refused') darkSince ??= sentAt;
    if (how !== 'answered' || darkSince === undefined) continue;
    darkMs += sentAt - darkSince;
    darkSince = undefined;
  }
  const last = inOrder.at(-1);
  if (darkSince !== undefined && last) darkMs += last.sentAt - darkSince;
  return {
    asked: outcomes.length,
    failed: outcomes.filter(({ how }) => how !== 'answered').length,
    darkMs,
  };
}

/** What a program has answered: what its source says, and its pid. Undefined where it is something else. */
export function parseAnswer(text: string): { readonly answer: string; readonly pid: number } | undefined {
  const [, answer, pid] = /^(\S+ \S+) (\d+)$/.exec(text) ?? [];
  return answer === undefined ? undefined : { answer, pid: Number(pid) };
}
