import { isNothing, type EditKind } from '../edits/edit-kinds.ts';
import type { Results } from '../run/result.ts';
import { STEPS } from '../run/steps.ts';
import { medianOf, summarize } from '../statistics/summary.ts';
import { NONE, number, ratio, spread, table } from './format.ts';
import { answeredOf, cpuOf, darkOf, editsOf, ratioToHand, timesOf, viaOf } from './select.ts';

/** Save → the new code answers: each tool's ratio to the hand, and its seconds. */
export function timesTable(
  results: Results,
  program: string,
  peers: readonly string[],
  kinds: readonly EditKind[],
): string {
  return table(
    ['', ...kinds],
    peers.map((peer) => [
      peer,
      ...kinds.map((kind) => {
        const subject = { program, peer };
        const all = editsOf(results, subject, kind);
        const count = (one: string) => all.filter(({ outcome }) => outcome.kind === one).length;
        const words = (['missed', 'restarted', 'passed-over'] as const)
          .filter((one) => count(one) > 0)
          .map((one) => `${count(one)} of ${all.length} ${one}`);
        const times = timesOf(results, subject, kind);
        const measured = times ? [`${ratio(ratioToHand(results, subject, kind))} · ${spread(times)}`] : [];
        return [...measured, ...words].join('; ') || NONE;
      }),
    ]),
  );
}

/** What else an edit and a tool cost. */
export function costsTable(results: Results, program: string, peers: readonly string[]): string {
  return table(
    [
      '',
      'start → answer, s',
      'port refuses, ms',
      'most, ms',
      'failed requests per edit',
      'CPU s per edit',
      'to the hand',
      'peak RSS, MB',
      'watches',
      'handles',
    ],
    peers.map((peer) => {
      const subject = { program, peer };
      const starts = results.starts.filter((one) => one.program === program && one.peer === peer);
      const outages = answeredOf(results, subject).map(({ outage }) => outage);
      const failed = summarize(outages.map((one) => one.failed));
      const [cpu, byHand] = [subject, { program, peer: 'hand' }].map((one) => cpuOf(results, one));
      const held = results.footprints.find((one) => one.program === program && one.peer === peer)?.footprint;
      const holds = peer === 'hand' ? undefined : held;
      return [
        peer,
        spread(summarize(starts.map(({ ms }) => ms))),
        number(darkOf(results, subject), 1),
        number(summarize(outages.map(({ darkMs }) => darkMs))?.max, 1),
        failed ? `${number(failed.median)} (${failed.min}–${failed.max})` : NONE,
        number(cpu?.median, 2),
        ratio(cpu && byHand && cpu.median / byHand.median),
        number(holds?.peakMb),
        number(holds?.watches),
        number(holds?.handles),
      ];
    }),
  );
}

/** Where the time of the cycles goes, of the tools that tell it: medians in ms. Empty where none does. */
export function stepsTable(
  results: Results,
  program: string,
  peers: readonly string[],
  kinds: readonly EditKind[],
): string {
  const rows = peers.flatMap((peer) =>
    kinds
      .filter((kind) => !isNothing(kind))
      .flatMap((kind) => {
        const subject = { program, peer };
        const answered = answeredOf(results, subject, kind).filter(({ steps }) => steps);
        if (answered.length === 0) return [];
        const cells = STEPS.map((step) => {
          const told = answered.flatMap(({ steps }) => steps?.ms[step] ?? []);
          return told.length === 0 ? NONE : number(medianOf(told), 1);
        });
        const total = number(medianOf(answered.map(({ ms }) => ms)), 1);
        return [[peer, kind, viaOf(results, subject, kind), ...cells, total]];
      }),
  );
  return rows.length === 0 ? '' : table(['', 'edit', 'via', ...STEPS, 'whole'], rows);
}
