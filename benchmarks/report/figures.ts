import { CODE_EDITS, NOTHING_EDITS, type EditKind } from '../edits/edit-kinds.ts';
import type { Results } from '../run/result.ts';
import { NONE, ratio, table } from './format.ts';
import { cpuOf, darkOf, editsOf, ratioToHand, timesOf, viaOf } from './select.ts';

/** One figure that is asked for. */
export interface Figure {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  /** Undefined where the run was limited to something else. */
  readonly reached: boolean | undefined;
}

const OWN = 'go-run';
const DELTA = 'go-run-delta';

/** The figures that are asked for, with what this run has measured. */
export function figuresOf(results: Results): readonly Figure[] {
  return [
    hot(results, 'std-only, body edit, hot', 'std', 'body', 0.6),
    hot(results, 'gin API, body edit in a leaf, hot', 'gin', 'body', 0.65),
    hot(results, 'PocketBase app, body edit in main, hot', 'pocketbase', 'body', 0.75),
    hot(results, 'ten dependents, body edit that keeps export data, hot', 'fanout', 'body', 0.5),
    hot(results, 'the same, an edit that adds a line', 'fanout', 'line', 0.95),
    hot(results, 'std-only, body edit, delta link', 'std', 'body', 0.25, DELTA),
    hot(results, 'gin API, body edit in a leaf, delta link', 'gin', 'body', 0.15, DELTA),
    hot(results, 'PocketBase app, body edit in main, delta link', 'pocketbase', 'body', 0.45, DELTA),
    hot(results, 'caddy, body edit in a leaf, delta link', 'caddy', 'body', 0.08, DELTA),
    deltaCost(results),
    ...NOTHING_EDITS.map((kind) => nothing(results, kind)),
    throughGo(results),
    dark(results),
    againstAir(results),
  ];
}

/** The figures as a table: those of which the verdict is wanted. */
export function figuresTable(
  results: Results,
  isWanted: (reached: boolean | undefined) => boolean = () => true,
): string {
  const verdict = (reached: boolean | undefined) =>
    reached === undefined ? 'not measured' : reached ? 'reached' : '**missed**';
  return table(
    ['', 'asked', 'measured', 'verdict'],
    figuresOf(results)
      .filter(({ reached }) => isWanted(reached))
      .map(({ what, asked, measured, reached }) => [what, asked, measured, verdict(reached)]),
  );
}

function hot(
  results: Results,
  what: string,
  program: string,
  kind: EditKind,
  limit: number,
  peer = OWN,
): Figure {
  const subject = { program, peer };
  const measured = ratioToHand(results, subject, kind);
  const via = viaOf(results, subject, kind);
  return {
    what,
    asked: `≤ ${ratio(limit)}`,
    measured: measured === undefined ? NONE : `${ratio(measured)} (${via})`,
    reached: measured === undefined ? undefined : measured <= limit,
  };
}

/** With the check, the verification and the next base. The worst program counts. */
function deltaCost(results: Results): Figure {
  const each = programsOf(results).flatMap((program) => {
    const [own, hand] = [DELTA, 'hand'].map((peer) => cpuOf(results, { program, peer }, 'body'));
    return own && hand ? [{ value: own.median / hand.median, program }] : [];
  });
  const worst = each.toSorted((a, b) => b.value - a.value)[0];
  return {
    what: 'CPU time of a body edit with a delta link, all quiet work in it',
    asked: `≤ ${ratio(1.3)}`,
    measured: worst ? `${ratio(worst.value)} (${worst.program})` : NONE,
    reached: worst && worst.value <= 1.3,
  };
}

/** The worst program counts. A save that is passed over has no end to be timed: then its CPU time is compared. */
function nothing(results: Results, kind: EditKind): Figure {
  const each = programsOf(results).flatMap((program) => {
    const subject = { program, peer: OWN };
    const edits = editsOf(results, subject, kind);
    const restarted = edits.some(({ outcome }) => outcome.kind === 'restarted' || outcome.kind === 'missed');
    const silent = edits.length > 0 && edits.every(({ outcome }) => outcome.kind === 'passed-over');
    const cpu = cpuOf(results, subject, kind);
    const byHand = cpuOf(results, { program, peer: 'hand' }, kind);
    const value = silent ? cpu && byHand && cpu.median / byHand.median : ratioToHand(results, subject, kind);
    return value === undefined ? [] : [{ value, restarted, silent }];
  });
  const worst = each.toSorted((a, b) => b.value - a.value)[0];
  const restarted = each.some((one) => one.restarted);
  return {
    what: `${kind}: no link, no restart`,
    asked: `≤ ${ratio(0.4)}`,
    measured: !worst
      ? NONE
      : `${ratio(worst.value)}${worst.silent ? ' of the CPU time; passed over' : ''}${restarted ? '; restarted' : ''}`,
    reached: worst && worst.value <= 0.4 && !restarted,
  };
}

/** The worst median of all programs and edits. With builds of its own, the executor is measured without them. */
function throughGo(results: Results): Figure {
  const peer = results.edits.some((one) => one.peer === 'go-run-cold') ? 'go-run-cold' : OWN;
  const each = programsOf(results).flatMap((program) =>
    CODE_EDITS.flatMap((kind) => {
      const value = ratioToHand(results, { program, peer }, kind);
      return value === undefined || viaOf(results, { program, peer }, kind) !== 'go'
        ? []
        : [{ value, program, kind }];
    }),
  );
  const worst = each.toSorted((a, b) => b.value - a.value)[0];
  return {
    what: 'any edit through the go command',
    asked: `≤ ${ratio(0.9)}`,
    measured: worst ? `${ratio(worst.value)} (${worst.program}, ${worst.kind})` : NONE,
    reached: worst && worst.value <= 0.9,
  };
}

function dark(results: Results): Figure {
  const each = programsOf(results).flatMap((program) => {
    const [own, hand] = [OWN, 'hand'].map((peer) => darkOf(results, { program, peer }));
    return own === undefined || hand === undefined ? [] : [{ more: own - hand, program }];
  });
  const worst = each.toSorted((a, b) => b.more - a.more)[0];
  const sign = worst && worst.more >= 0 ? '+' : '−';
  return {
    what: 'the port refuses for',
    asked: 'the hand + 5 ms',
    measured: worst ? `the hand ${sign} ${Math.abs(worst.more).toFixed(1)} ms (${worst.program})` : NONE,
    reached: worst && worst.more <= 5,
  };
}

function againstAir(results: Results): Figure {
  const [own, air] = [OWN, 'air'].map((peer) => timesOf(results, { program: 'std', peer }, 'body'));
  const value = own && air && air.median / own.median;
  return {
    what: 'air with its defaults / this, std-only',
    asked: '≥ 3.5',
    measured: ratio(value),
    reached: value === undefined ? undefined : value >= 3.5,
  };
}

function programsOf(results: Results): readonly string[] {
  return [...new Set(results.edits.map(({ program }) => program))];
}
