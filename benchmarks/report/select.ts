import { isNothing, type EditKind } from '../edits/edit-kinds.ts';
import type { EditOutcome, EditResult, Results, Subject } from '../run/result.ts';
import { medianOf, summarize, type Summary } from '../statistics/summary.ts';

export type Answered = Extract<EditOutcome, { kind: 'answered' }>;

/** The edits of one tool on one program; of one kind, or all that change code. */
export function editsOf(results: Results, { program, peer }: Subject, kind?: EditKind): EditResult[] {
  return results.edits.filter(
    (one) =>
      one.program === program &&
      one.peer === peer &&
      (kind === undefined ? !isNothing(one.edit) : one.edit === kind),
  );
}

/** Those of them after which the new code answered. */
export function answeredOf(results: Results, subject: Subject, kind?: EditKind): Answered[] {
  return editsOf(results, subject, kind).flatMap(({ outcome }) =>
    outcome.kind === 'answered' ? [outcome] : [],
  );
}

/** ms from the save to the new code's answer, or to the word that nothing has changed. */
export function timesOf(results: Results, subject: Subject, kind: EditKind): Summary | undefined {
  return summarize(
    editsOf(results, subject, kind).flatMap(({ outcome }) =>
      outcome.kind === 'answered' || outcome.kind === 'unchanged' ? [outcome.ms] : [],
    ),
  );
}

/** CPU seconds of an edit. */
export function cpuOf(results: Results, subject: Subject, kind?: EditKind): Summary | undefined {
  return summarize(editsOf(results, subject, kind).map(({ cpu }) => cpu));
}

/** A tool's median over the hand's in the same run; undefined where one of them has none. */
export function ratioToHand(results: Results, subject: Subject, kind: EditKind): number | undefined {
  const own = timesOf(results, subject, kind);
  const hand = timesOf(results, { ...subject, peer: 'hand' }, kind);
  return own && hand && own.median / hand.median;
}

/** What built the edits of a kind: `hot`, `go`, or both with their counts. Empty where nobody tells. */
export function viaOf(results: Results, subject: Subject, kind?: EditKind): string {
  const counts = new Map<string, number>();
  for (const { steps } of answeredOf(results, subject, kind))
    if (steps) counts.set(steps.via, (counts.get(steps.via) ?? 0) + 1);
  if (counts.size === 1) return [...counts.keys()].join();
  return [...counts].map(([via, count]) => `${count} ${via}`).join(', ');
}

/** ms that the port refused after an edit, over all edits that change code: the median. */
export function darkOf(results: Results, subject: Subject): number | undefined {
  const all = answeredOf(results, subject).map(({ outage }) => outage.darkMs);
  return all.length === 0 ? undefined : medianOf(all);
}
